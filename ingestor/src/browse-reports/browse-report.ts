/** One browse of a report, as its document says it. */
export interface Browse {
  /** Absent where the report names none. */
  readonly identifier?: string;
  /** A path relative to the configured directory, the name of an attached file, or a URL. */
  readonly fileName: string;
  readonly imageType: ImageType;
  /** `EPSG:n` or `RAW`. */
  readonly referenceSystem: string;
  readonly place: BrowsePlace;
  readonly startTime: Date;
  readonly endTime: Date;
}

/** How a browse says where it lies; lists are the numbers and words of the document, in its order. */
export type BrowsePlace =
  | { readonly mode: 'rectifiedBrowse'; readonly coordList: readonly string[] }
  | {
      readonly mode: 'footprint';
      readonly colRowList: readonly string[];
      readonly coordList: readonly string[];
    }
  | {
      readonly mode: 'regularGrid';
      readonly colNodeNumber: number;
      readonly rowNodeNumber: number;
      readonly colStep: number;
      readonly rowStep: number;
      readonly coordLists: readonly (readonly string[])[];
    }
  | { readonly mode: 'verticalCurtainFootprint' }
  | { readonly mode: 'modelInGeotiff' };

export const IMAGE_TYPES = ['Jpeg', 'Jpeg2000', 'TIFF', 'GeoTIFF', 'PNG', 'BMP'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

/** A browse report (ngEO Browse Report 1.0 to 1.3). */
export interface BrowseReport {
  readonly responsibleOrgName?: string;
  readonly dateTime: Date;
  readonly browseType: string;
  readonly browses: readonly Browse[];
}
