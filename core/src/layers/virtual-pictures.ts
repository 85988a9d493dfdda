/** A picture that every product has whose bands are known by these names, without anything configured. */
export interface VirtualPicture {
  /** Its browse type: the layer is `COLLECTION__type`. */
  readonly type: string;
  readonly title: string;
  /** Red, green and blue; or the bands of the expression. STAC EO extension, common names. */
  readonly bands: readonly string[];
  readonly expression?: string;
  /** What of the expression is shown as the ends of the ramp. */
  readonly range?: readonly [black: number, white: number];
  readonly colormap?: string;
}

/** The one that is the default picture, where no raster is a picture by itself, comes first. */
export const VIRTUAL_PICTURES: readonly VirtualPicture[] = [
  { type: 'true-color', title: 'True colour', bands: ['red', 'green', 'blue'] },
  { type: 'false-color', title: 'Near infrared, red, green', bands: ['nir', 'red', 'green'] },
  {
    type: 'ndvi',
    title: 'Vegetation (NDVI)',
    bands: ['nir', 'red'],
    // Rouse et al., Monitoring vegetation systems in the Great Plains with ERTS (1974). Bare soil is about 0.1, and
    // dense vegetation 0.8; water and snow are below 0.
    expression: '(nir - red) / (nir + red)',
    range: [-0.2, 0.9],
    colormap: 'rdylgn',
  },
];

export const findVirtualPicture = (type: string): VirtualPicture | undefined =>
  VIRTUAL_PICTURES.find((picture) => picture.type === type);
