/** One file of an unpacked package. */
export interface PackageEntry {
  /**
   * Path inside the package, `/`-separated. An archive inside it counts as a directory of its name, as in
   * `scene.tar/DIM_1.XML`.
   */
  readonly path: string;
  /** Absolute path of the file that holds its content. */
  readonly file: string;
  readonly sizeBytes: number;
}
