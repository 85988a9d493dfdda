import { z } from 'zod';
import { crsCodes, findCrs } from '../crs/crs.ts';
import { findTileMatrixSet, tileMatrixSets } from '../tile-matrix-set/registry.ts';

/** What the COG driver writes that this stack also reads (gdal.org/drivers/raster/cog.html). */
export const COG_COMPRESSIONS = ['DEFLATE', 'ZSTD', 'LZW', 'LERC', 'JPEG', 'WEBP', 'NONE'] as const;
export type CogCompression = (typeof COG_COMPRESSIONS)[number];

const RESAMPLINGS = ['nearest', 'average', 'bilinear', 'cubic', 'cubicspline', 'lanczos', 'mode'] as const;
export type Resampling = (typeof RESAMPLINGS)[number];

const crs = z.string().refine((code) => findCrs(code) !== undefined, {
  error: () => `expected native, ${crsCodes()}`,
});

/** Which compressions have an option; with the others it would silently mean nothing. */
const BELONGS_TO = {
  level: ['DEFLATE', 'ZSTD'],
  predictor: ['DEFLATE', 'ZSTD', 'LZW'],
  quality: ['JPEG', 'WEBP'],
  lossless: ['WEBP'],
  maxError: ['LERC'],
} as const satisfies Readonly<Record<string, readonly CogCompression[]>>;

const MAX_LEVEL: Readonly<Partial<Record<CogCompression, number>>> = { DEFLATE: 12, ZSTD: 22 };

/** How the COGs of a product type are written. */
export const cogSchema = z
  .strictObject({
    crs: z
      .union([z.literal('native'), crs])
      .default('native')
      .describe('CRS of the COGs; `native` keeps the source’s'),
    alignedTo: z
      .string()
      .refine((id) => findTileMatrixSet(id) !== undefined, {
        message: `expected ${tileMatrixSets.map(({ id }) => id).join(', ')} or UTM01WGS84Quad to UTM60WGS84Quad`,
      })
      .optional()
      .describe(
        'Tile matrix set that gives CRS, origin and resolution, so that the blocks of the COG are its tiles; instead of `crs`',
      ),
    resampling: z
      .enum(RESAMPLINGS)
      .default('bilinear')
      .describe('How pixels are moved into another grid; palettes always take the nearest'),
    compression: z
      .enum(COG_COMPRESSIONS)
      .default('DEFLATE')
      .describe('JPEG is for 8-bit data of one or three bands, WEBP for 8-bit data of three'),
    level: z
      .number()
      .int()
      .min(1)
      .max(22)
      .optional()
      .describe('Effort of DEFLATE (1–12, else 6) or ZSTD (1–22, else 9)'),
    predictor: z
      .boolean()
      .optional()
      .describe('Whether DEFLATE, ZSTD and LZW compress the differences of neighbours; yes unless said'),
    quality: z.number().int().min(1).max(100).optional().describe('Of JPEG and WEBP, else 85'),
    lossless: z.boolean().optional().describe('WEBP without loss'),
    maxError: z
      .number()
      .min(0)
      .optional()
      .describe('Largest error of a value that LERC may make, in units of the data, else 0'),
    blockSizePx: z
      .union([z.literal(128), z.literal(256), z.literal(512), z.literal(1024)])
      .default(512)
      .describe('Edge of a block'),
    overviewResampling: z
      .enum(RESAMPLINGS)
      .default('average')
      .describe('How overviews are made; `nearest` for masks and classes, which palettes always take'),
    statistics: z
      .boolean()
      .default(false)
      .describe(
        'Whether exact statistics are measured and written into the COG, which takes another pass; else they are of a sample, for the catalogue only',
      ),
  })
  .superRefine((cog, context) => {
    for (const { path, message } of misfits(cog)) context.addIssue({ code: 'custom', path, message });
  });

export type CogConfig = z.infer<typeof cogSchema>;

function misfits(cog: z.infer<typeof cogSchema>): { path: string[]; message: string }[] {
  const { compression, level = 1 } = cog;
  const options = Object.entries(BELONGS_TO) as [keyof typeof BELONGS_TO, readonly CogCompression[]][];
  const strangers = options.filter(([name, of]) => cog[name] !== undefined && !of.includes(compression));
  const maxLevel = MAX_LEVEL[compression] ?? Infinity;
  return [
    ...strangers.map(([name, of]) => ({
      path: [name],
      message: `${compression} has no ${name}: it belongs to ${of.join(', ')}`,
    })),
    ...(level > maxLevel
      ? [{ path: ['level'], message: `${compression} has levels 1 to ${maxLevel}, ${level} was given` }]
      : []),
    ...(cog.lossless && cog.quality !== undefined
      ? [{ path: ['quality'], message: 'lossless WEBP has no quality: give one of them' }]
      : []),
    ...(cog.alignedTo !== undefined && cog.crs !== 'native'
      ? [{ path: ['crs'], message: `${cog.alignedTo} has its own CRS: give \`crs\` or \`alignedTo\`` }]
      : []),
  ];
}
