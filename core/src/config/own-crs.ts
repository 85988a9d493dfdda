import proj4 from 'proj4';
import { z } from 'zod';
import { type Crs, defineCrs, isBuiltIn } from '../crs/crs.ts';
import { METRES_PER_DEGREE } from '../crs/crs-table.ts';

const degrees = (limit: number) => z.number().min(-limit).max(limit);

/** A CRS that the built-in table lacks, as PROJ writes it. */
export const ownCrs = z
  .strictObject({
    code: z
      .string()
      .regex(/^EPSG:[1-9]\d{0,5}$/, 'expected EPSG:n')
      .refine((code) => !isBuiltIn(code), 'is built in: name it without a definition')
      .describe('`EPSG:n`; whoever asks for it uses this name'),
    title: z.string().min(1).describe('For capabilities'),
    proj4: z
      .string()
      .refine((text) => readable(text), 'expected a PROJ string, such as +proj=utm +zone=33 +datum=WGS84')
      .describe('PROJ string; without grids of shifts'),
    axisOrder: z
      .enum(['xy', 'yx'])
      .default('xy')
      .describe('Order of its axes in the EPSG registry: `xy` easting first, `yx` northing first'),
    domain: z
      .tuple([degrees(180), degrees(90), degrees(180), degrees(90)])
      .refine(
        ([west, south, east, north]) => west < east && south < north,
        'expected [west, south, east, north]',
      )
      .default([-180, -90, 180, 90])
      .describe('Where it is meant to be used, degrees: west, south, east, north'),
  })
  .describe('A CRS that is not built in');

/**
 * Makes the CRSs that a stack's document defines known, so that the rest of it may name them. Definitions that are
 * not right are left to the schema, which says so.
 */
export function defineOwnCrss(document: unknown): void {
  const listed = z.looseObject({ crs: z.array(z.unknown()) }).safeParse(document);
  for (const entry of listed.data?.crs ?? []) {
    const { data } = ownCrs.safeParse(entry);
    if (data) defineCrs({ ...data, metresPerUnit: metresPerUnit(data.proj4) });
  }
}

function readable(text: string): boolean {
  try {
    const [x, y] = proj4(text).inverse([0, 0]);
    return text.trim().startsWith('+proj=') && x !== undefined && y !== undefined;
  } catch {
    return false;
  }
}

function metresPerUnit(text: string): Crs['metresPerUnit'] {
  const { projName, to_meter } = proj4.Proj(text) as { projName?: string; to_meter?: number };
  return projName === 'longlat' ? METRES_PER_DEGREE : (to_meter ?? 1);
}
