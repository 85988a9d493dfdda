import type { Footprint } from '../geometry/footprint.ts';

/**
 * The Earth Observation attributes that catalogues search by (OGC 13-026r9 and OGC 10-157r4 names). All optional:
 * formats fill what they find.
 */
export interface EoAttributes {
  readonly parentIdentifier?: string;
  readonly productType?: string;
  readonly processingLevel?: string;
  readonly platform?: string;
  readonly platformSerialIdentifier?: string;
  readonly instrument?: string;
  /** `OPTICAL`, `RADAR`, `ALTIMETRIC`, `ATMOSPHERIC` or `LIMB`. */
  readonly sensorType?: string;
  readonly sensorMode?: string;
  readonly resolutionM?: number;
  /** Nanometres. */
  readonly wavelength?: number;
  /** `INFRARED`, `VISIBLE`, `UV`, … */
  readonly spectralRange?: string;
  readonly compositeType?: string;
  readonly doi?: string;
  /** Of what atmospheric and limb products see, metres. */
  readonly lowestLocation?: number;
  readonly highestLocation?: number;
  readonly swathIdentifier?: string;
  readonly orbitNumber?: number;
  /** `ASCENDING` or `DESCENDING`. */
  readonly orbitDirection?: string;
  /** `LEO`, `GEO`. */
  readonly orbitType?: string;
  /** Milliseconds from the ascending node to the begin and the end of the acquisition. */
  readonly startTimeFromAscendingNode?: number;
  readonly completionTimeFromAscendingNode?: number;
  readonly track?: string;
  readonly frame?: string;
  /** Percent, 0–100. */
  readonly cloudCover?: number;
  /** Percent, 0–100. */
  readonly snowCover?: number;
  readonly illuminationAzimuthAngle?: number;
  readonly illuminationZenithAngle?: number;
  readonly illuminationElevationAngle?: number;
  readonly acrossTrackIncidenceAngle?: number;
  readonly alongTrackIncidenceAngle?: number;
  readonly minimumIncidenceAngle?: number;
  readonly maximumIncidenceAngle?: number;
  readonly incidenceAngleVariation?: number;
  readonly dopplerFrequency?: number;
  readonly polarisationMode?: string;
  readonly polarisationChannels?: string;
  readonly antennaLookDirection?: string;
  readonly acquisitionType?: string;
  readonly acquisitionSubType?: string;
  readonly acquisitionStation?: string;
  readonly archivingCenter?: string;
  readonly processingCenter?: string;
  readonly processingMode?: string;
  readonly processorName?: string;
  readonly productVersion?: string;
  readonly productionStatus?: string;
  readonly productQualityStatus?: string;
  readonly productQualityDegradationTag?: string;
  readonly creationDate?: Date;
  readonly modificationDate?: Date;
  readonly processingDate?: Date;
  readonly availabilityTime?: Date;
}

/** What a metadata document says about a product, whatever its format. */
export interface ProductMetadata {
  readonly identifier: string;
  readonly beginTime: Date;
  readonly endTime: Date;
  /** Absent where the document has none: it is then traced from the pixels, or is that of the coverages' grids. */
  readonly footprint?: Footprint;
  readonly attributes: EoAttributes;
}

export type DataType = 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'float32' | 'float64';

/** GDAL's colour interpretations that drawing cares about. */
export type ColorInterpretation = 'red' | 'green' | 'blue' | 'alpha' | 'gray' | 'palette' | 'undefined';

export interface BandStatistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly stdDev: number;
  /** The 2nd and 98th percentile, what a stretch uses by default. */
  readonly p2: number;
  readonly p98: number;
}

export interface Band {
  /** Identifier in band expressions, e.g. `red` or `B04`; unique in its coverage. */
  readonly name: string;
  readonly color: ColorInterpretation;
  readonly nodata?: number;
  readonly statistics?: BandStatistics;
  /** Centre of what it sees, nanometres. */
  readonly wavelengthNm?: number;
  /** Physical value = stored value × scale + offset, where that is known. */
  readonly scale?: number;
  readonly offset?: number;
}

/**
 * The georeferenced pixel grid of a raster. `transform` is GDAL's geotransform
 * `[originX, pixelWidth, rowRotation, originY, columnRotation, pixelHeight]`, mapping pixel corners to the CRS.
 */
export interface Grid {
  /** `EPSG:n` where the CRS has a code, else `proj4:` followed by its PROJ string. */
  readonly crs: string;
  /** PROJ string of the CRS, so that drawing needs no registry. */
  readonly proj4: string;
  readonly transform: readonly [number, number, number, number, number, number];
  readonly widthPx: number;
  readonly heightPx: number;
}

/** One raster of a product: a Cloud Optimized GeoTIFF on object storage. */
export interface Coverage {
  readonly identifier: string;
  /** Key of the COG in the object store. */
  readonly objectKey: string;
  readonly sizeBytes: number;
  readonly dataType: DataType;
  readonly bands: readonly Band[];
  readonly grid: Grid;
  /** True where the COG carries an internal per-dataset mask (GDAL's PER_DATASET). */
  readonly hasMask: boolean;
  /** Revision of its product, once stored: what is cached of its object holds for this revision only. */
  readonly revision?: number;
}

/** A band of one of the product's coverages. */
export interface BandOfCoverage {
  /** Identifier of the coverage. */
  readonly coverage: string;
  /** Name of the band in it. */
  readonly band: string;
}

/** One colour of a picture: a band, or what is worked out from bands. */
export type BrowseChannel = BandChannel | ExpressionChannel;

export interface BandChannel extends BandOfCoverage {
  /** Values shown as black and white; without it 8-bit data are shown as they are, others between percentiles. */
  readonly range?: readonly [black: number, white: number];
}

export interface ExpressionChannel {
  /** Over the names in `bands`, see `compileExpression`. */
  readonly expression: string;
  readonly bands: Readonly<Record<string, BandOfCoverage>>;
  readonly range: readonly [black: number, white: number];
  /** A built-in ramp; grey without it. */
  readonly colormap?: string;
}

/**
 * A picture of a product, type `''` being the default one: a coverage that is a picture by itself, or one (grey) or
 * three (red, green, blue) bands that may be of different coverages.
 */
export type Browse = { readonly type: string } & (
  | { readonly coverageIdentifier: string; readonly channels?: never }
  | { readonly channels: readonly BrowseChannel[]; readonly coverageIdentifier?: never }
);

/** A COG of one 8-bit band: 255 where what its type names is (clouds, valid data), 0 elsewhere. */
export interface Mask {
  /** As configured, e.g. `clouds`; unique in its product. */
  readonly type: string;
  readonly identifier: string;
  readonly objectKey: string;
  readonly sizeBytes: number;
  /** What 255 says of a pixel of the coverages below. */
  readonly marks: 'valid' | 'invalid';
  readonly grid: Grid;
  /** Share of the valid pixels that are 255, 0–1. */
  readonly share?: number;
}

/** A thumbnail of a product. */
export interface Quicklook {
  readonly objectKey: string;
  readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly widthPx: number;
  readonly heightPx: number;
  readonly sizeBytes: number;
}

/** A metadata document kept beside the product, offered for download. */
export interface MetadataDocument {
  readonly format: string;
  readonly objectKey: string;
}

/** A product as the catalogue stores it. */
export interface Product extends ProductMetadata {
  readonly collection: string;
  /** Name of the configured product type it was classified as. */
  readonly type: string;
  readonly footprint: Footprint;
  /** Key prefix of its objects in the store, no trailing slash. */
  readonly prefix: string;
  /** Where the original package is, where known. */
  readonly packageLocation?: string;
  readonly coverages: readonly Coverage[];
  readonly browses: readonly Browse[];
  readonly documents: readonly MetadataDocument[];
  /** None unless given. */
  readonly masks?: readonly Mask[];
  readonly quicklook?: Quicklook;
  /**
   * Keys of the objects that were written for this product alone: they go when it goes. Sources and what is
   * referenced where it lies are not among them.
   */
  readonly outputs?: readonly string[];
}

/** A stored product with the revision of its last change: greater than those of all states before. */
export interface StoredProduct extends Product {
  readonly revision: number;
}
