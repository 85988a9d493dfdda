import { z } from 'zod';
import { invalidInput, messageOf } from '../errors.ts';
import type { Footprint } from '../geometry/footprint.ts';
import type { Coverage, Mask, Quicklook } from './product.ts';

/**
 * What the preprocessor leaves beside a product's objects (`{product}.coverages.json`), so that nobody reads a
 * raster twice: grids, bands and statistics of its coverages, its masks, its quicklook, its footprint where the metadata
 * have none. Written by the preprocessor,
 * read by the registrar. Writing it is what makes a run's objects the product's; until then nobody looks at them.
 */

const gridSchema = z.object({
  crs: z.string(),
  proj4: z.string(),
  transform: z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]),
  widthPx: z.number().int().min(1),
  heightPx: z.number().int().min(1),
});

const statistics = z.object({
  min: z.number(),
  max: z.number(),
  mean: z.number(),
  stdDev: z.number(),
  p2: z.number(),
  p98: z.number(),
});

const bandSchema = z.object({
  name: z.string(),
  color: z.enum(['red', 'green', 'blue', 'alpha', 'gray', 'palette', 'undefined']),
  nodata: z.number().optional(),
  statistics: statistics.optional(),
  wavelengthNm: z.number().positive().optional(),
  scale: z.number().optional(),
  offset: z.number().optional(),
});

const coverageSchema = z.object({
  identifier: z.string().min(1),
  objectKey: z.string().min(1),
  sizeBytes: z.number().int().min(1),
  dataType: z.enum(['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64']),
  bands: z.array(bandSchema).min(1),
  grid: gridSchema,
  hasMask: z.boolean(),
});

/**
 * A mask is a COG of one 8-bit band without nodata or mask of its own: 255 where what it is named after is there
 * (cloud, valid data), 0 elsewhere. `marks` says what that means for the pixels of the coverages below it.
 */
const maskSchema = z.object({
  /** Name it was configured by, e.g. `clouds`; unique in its product. */
  type: z.string().min(1),
  identifier: z.string().min(1),
  objectKey: z.string().min(1),
  sizeBytes: z.number().int().min(1),
  /** What 255 says of a pixel. */
  marks: z.enum(['invalid', 'valid']),
  grid: gridSchema,
  /** Share of the valid pixels that are 255, 0–1. */
  share: z.number().min(0).max(1).optional(),
});

/** A thumbnail of the product. */
const quicklookSchema = z.object({
  objectKey: z.string().min(1),
  mediaType: z.enum(['image/jpeg', 'image/png', 'image/webp']),
  widthPx: z.number().int().min(1),
  heightPx: z.number().int().min(1),
  sizeBytes: z.number().int().min(1),
});

const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
/** As the catalogue stores it, see `Footprint`. */
const footprintSchema = z.object({
  type: z.literal('MultiPolygon'),
  coordinates: z.array(z.array(z.array(position).min(4)).min(1)).min(1),
});

const sidecarSchema = z.object({
  run: z.string().min(1).optional(),
  report: z.string().min(1).optional(),
  coverages: z.array(coverageSchema).min(1),
  masks: z.array(maskSchema).default([]),
  quicklook: quicklookSchema.optional(),
  footprint: footprintSchema.optional(),
});

export type { Mask as ProductMask, Quicklook } from './product.ts';
export interface Sidecar {
  /** That wrote the objects, see `newRun`; absent where somebody put them there by hand. */
  readonly run?: string;
  /** Key of the GSC report; `{product}.xml` where absent. */
  readonly report?: string;
  readonly coverages: readonly Coverage[];
  readonly masks: readonly Mask[];
  readonly quicklook?: Quicklook;
  /** Where the coverages have data together, traced from their pixels; absent where the metadata have a footprint. */
  readonly footprint?: Footprint;
}

/**
 * Reads a sidecar. A bare list is one of coverages alone, as the first version wrote it.
 * @throws InvalidInput `InvalidCoverages`
 */
export function parseSidecar(bytes: Buffer, key: string): Sidecar {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw invalidInput(`${key} is not JSON: ${messageOf(cause)}`, { code: 'InvalidCoverages', cause });
  }
  const parsed = sidecarSchema.safeParse(Array.isArray(json) ? { coverages: json } : json);
  if (parsed.success) return parsed.data as Sidecar;
  const [issue] = parsed.error.issues;
  throw invalidInput(`${key}: ${issue?.path.join('.')}: ${issue?.message}`, {
    code: 'InvalidCoverages',
    detail: { key },
  });
}
