import { z } from 'zod';

/** What one request, one package and one process may cost. */
export const limits = z.strictObject({
  maxWidthPx: z
    .number()
    .int()
    .min(256)
    .max(16_384)
    .default(4096)
    .describe('Largest picture GetMap draws, pixels'),
  maxHeightPx: z.number().int().min(256).max(16_384).default(4096).describe('See maxWidthPx'),
  maxProductsPerMap: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(200)
    .describe('Products laid over each other in one picture; the newest win'),
  drawsAtOnce: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(16)
    .describe('Pictures drawn at once, per process; of those beyond 4 megapixels a quarter as many'),
  drawsWaiting: z
    .number()
    .int()
    .min(0)
    .max(100_000)
    .default(200)
    .describe('Pictures that wait for their turn, per process; more are answered with 503'),
  maxCoveragePx: z
    .number()
    .int()
    .min(1)
    .default(4_000_000_000)
    .describe('Pixels of what GetCoverage answers, for each band'),
  maxCoverageBytes: z
    .number()
    .int()
    .min(1)
    .default(32 * 1024 ** 3)
    .describe('Bytes of what GetCoverage answers, before compression'),
  outlinesBelowScale: z
    .number()
    .positive()
    .optional()
    .describe(
      'Scale denominator (5000000 is 1:5000000) beyond which layers of pictures show outlines; without it pictures are drawn at every scale',
    ),
  searchItems: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(1000)
    .describe('Products of one page of OpenSearch and STAC'),
  searchTimeS: z
    .number()
    .min(0.1)
    .max(600)
    .default(10)
    .describe('Time of one statement of a search, seconds; one that takes longer ends with an error'),
  searchPositions: z
    .number()
    .int()
    .min(5)
    .max(5000)
    .default(5000)
    .describe('Positions of the places that one search gives, all together'),
  packageBytes: z
    .number()
    .int()
    .min(1)
    .default(64 * 1024 ** 3)
    .describe('Size of a package, packed and unpacked'),
  packageEntries: z.number().int().min(1).default(20_000).describe('Files in one package'),
  packageRatio: z
    .number()
    .min(1)
    .default(200)
    .describe('Unpacked bytes for each byte of a package, above 64 MiB; images rarely shrink to a twentieth'),
  packagePathDepth: z.number().int().min(1).default(32).describe('Steps of one path inside a package'),
  packagePathLength: z
    .number()
    .int()
    .min(1)
    .max(4096)
    .default(512)
    .describe('Characters of one path inside a package'),
  packageNesting: z
    .number()
    .int()
    .min(0)
    .max(16)
    .default(3)
    .describe(
      'How deep archives inside a package are unpacked, all within the limits of the one package; deeper ones stay files',
    ),
  gdalMemoryBytes: z
    .number()
    .int()
    .min(256 * 1024 ** 2)
    .default(2 * 1024 ** 3)
    .describe(
      'Memory of one process that GDAL runs in; one that takes more is ended and its item fails (Linux)',
    ),
  gdalTimeS: z
    .number()
    .min(1)
    .max(7 * 24 * 3600)
    .default(2 * 3600)
    .describe('Time of one job of GDAL, seconds; the largest scene known took a fifth of it on two cores'),
  leftoversS: z
    .number()
    .min(3600)
    .default(24 * 3600)
    .describe(
      'Age at which what an attempt left unfinished counts as a dead one’s and is removed, seconds: more than the longest upload takes',
    ),
  blockCacheBytes: z
    .number()
    .int()
    .min(1024 ** 2)
    .optional()
    .describe('Decoded raster blocks in memory, per process; else by the memory of the machine'),
  tileMemoryBytes: z
    .number()
    .int()
    .min(0)
    .default(128 * 1024 ** 2)
    .describe('Encoded tiles kept in memory, per process'),
});
