import { z } from 'zod';
import { crsCodes, findCrs } from '../crs/crs.ts';
import { access } from './access.ts';
import { archive } from './archive.ts';
import { browseTypeSchema } from './browse-type.ts';
import { cogSchema } from './cog.ts';
import { inconsistencies } from './inconsistencies.ts';
import { ingest } from './ingest.ts';
import { cache, maxAgeS, seeding } from './kept-tiles.ts';
import { tileMatrixSetLink } from './tile-matrix-set-link.ts';
import { limits } from './limits.ts';
import { ownCrs } from './own-crs.ts';
import { preprocessing } from './preprocessing.ts';
import { revisits } from './revisits.ts';
import { resamplingSchema } from './resampling.ts';
import { sources } from './sources.ts';
import { storage } from './storages.ts';

/**
 * The stack's YAML (`config/{stack}.yml`): what is specific to one collection family. Every default is written
 * here, so that a file need only say what differs.
 */

/** Layer names are `{identifier}__{suffix}`, so identifiers cannot hold two underscores in a row. */
const identifier = z
  .string()
  .min(1)
  .max(200)
  .refine((id) => /^[A-Za-z0-9][A-Za-z0-9.:-]*(?:_[A-Za-z0-9.:-]+)*$/.test(id), {
    message: 'expected letters, digits and . _ : - without two underscores in a row',
  });

const crs = z.string().refine((code) => findCrs(code) !== undefined, {
  error: () => `expected ${crsCodes()}; or {code, title, proj4, …} that defines another`,
});

const pattern = z.string().transform((text, context) => {
  try {
    return new RegExp(text, 'u');
  } catch {
    context.addIssue({ code: 'custom', message: `'${text}' is not a regular expression` });
    return z.NEVER;
  }
});

const collection = z.strictObject({
  id: identifier.describe('Name of the layer and of the collection in searches'),
  title: z.string().optional(),
  abstract: z.string().default('').describe('What the catalogues say about it'),
  overview: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Identifier of a product that is the collection seen from afar: beyond `limits.outlinesBelowScale` its layer shows this picture in place of outlines',
    ),
  restricted: z
    .boolean()
    .optional()
    .describe('Whether it exists only for who has the right `read` or `read:ID`, see docs/access.md'),
  maxAgeS: maxAgeS.optional().describe('Of its tiles, in place of `cache.maxAgeS`'),
});

/** A product is of the first type all of whose patterns match its metadata. */
const productType = z.strictObject({
  id: identifier.describe('Name of the type'),
  collection: identifier.describe('Collection its products go to'),
  match: z
    .record(z.string(), pattern)
    .default({})
    .describe(
      'Attribute of the metadata (`identifier`, `productType`, `platform`, …) → regular expression it must match',
    ),
  metadataFiles: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'Glob patterns of the metadata documents inside a package, the best first; without it every document in a known format is looked at',
    ),
  dataFiles: z
    .array(z.string().min(1))
    .optional()
    .describe('Glob patterns of the data files inside a package; without it every raster found is taken'),
  cog: cogSchema.prefault({}).describe('How the COGs are written, see docs/cogs.md'),
  nodata: z
    .number()
    .optional()
    .describe('Value that means no data in rasters that declare none of their own; drawn transparent'),
  resampling: resamplingSchema.optional(),
  wavelengths: z
    .record(z.string().min(1), z.number().positive())
    .default({})
    .describe('Name of a band → centre of what it sees, nanometres, where its metadata do not say it'),
  preprocess: preprocessing
    .optional()
    .describe('Steps between its rasters and its COGs: see docs/preprocessing.md'),
  levels: z
    .record(z.string().min(1), z.strictObject({ preprocess: preprocessing }))
    .default({})
    .describe('Processing level (`L1C`) → its steps, which replace those of the same name of the type'),
  browses: z
    .record(identifier, browseTypeSchema)
    .default({})
    .describe('Named pictures, the one called `default` being the collection’s own layer'),
});

const stages = z.strictObject({
  concurrency: z
    .strictObject({
      preprocessor: z.number().int().min(1).max(64).default(2),
      registrar: z.number().int().min(1).max(64).default(4),
      seeder: z.number().int().min(1).max(64).default(1),
    })
    .prefault({})
    .describe('Items in work at once, per process'),
  maxAttempts: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe('Times an item is taken up before it fails as `crashed`'),
  maxUnavailableS: z
    .number()
    .min(0)
    .default(3600)
    .describe('How long an item waits for a backing service before it fails, seconds'),
  bytesInWork: z
    .number()
    .int()
    .min(1)
    .default(128 * 1024 ** 3)
    .describe('Bytes of packages in work at once, per process; a larger one is worked on alone'),
});

const service = z.strictObject({
  provider: z
    .string()
    .default('PRISM View Server')
    .describe('Who offers the services, for their capabilities'),
  keywords: z.array(z.string()).default([]).describe('For their capabilities'),
  fees: z.string().default('none'),
  accessConstraints: z.string().default('none'),
});

const downloads = z.strictObject({
  from: z
    .enum(['stack', 'store'])
    .default('stack')
    .describe(
      'Who sends the files of products: this stack, or the object store by a redirect to a signed address (S3)',
    ),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address under which anybody may read the object store; links to files then lead there'),
});

const client = z.strictObject({
  center: z
    .tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])
    .default([10, 48])
    .describe('`[longitude, latitude]` the map opens at'),
  zoom: z.number().min(0).max(24).default(3).describe('Zoom the map opens at'),
});

const sweeping = z.strictObject({
  keepS: z
    .number()
    .min(0)
    .default(3600)
    .describe(
      'How long the objects of replaced and removed products stay, seconds: those who began to draw them can finish',
    ),
});

export const stackSchema = z
  .strictObject({
    stack: z.string().min(1).describe('Name of the stack, as in config/{stack}.yml'),
    title: z.string().min(1).describe('Title of the services and of the web client'),
    abstract: z.string().default('').describe('What the services say about themselves'),
    service: service.prefault({}),
    collections: z
      .array(collection)
      .min(1)
      .describe('Families of products; each is a layer, and a collection of the catalogues'),
    productTypes: z
      .array(productType)
      .default([])
      .describe('How products are recognised and shown; the first that matches counts'),
    unclassified: z
      .union([z.strictObject({ collection: identifier }), z.literal('refuse')], {
        error: 'expected refuse or {collection: …}',
      })
      .optional()
      .describe(
        'What happens to a product of no type: it registers as `generic` into this collection, or is refused',
      ),
    crs: z
      .array(z.union([crs, ownCrs], { error: 'expected EPSG:n, or {code, title, proj4, …}' }))
      .transform((listed) => listed.map((entry) => (typeof entry === 'string' ? entry : entry.code)))
      .prefault([])
      .describe(
        'CRSs advertised beside EPSG:4326, CRS:84, EPSG:3857 and the UTM zones of products; one that is not built in is defined here, and may then be named anywhere in this file',
      ),
    tileMatrixSets: z
      .array(tileMatrixSetLink)
      .min(1)
      .prefault([{ id: 'WebMercatorQuad' }, { id: 'WorldCRS84Quad', maxZoom: 17 }]),
    cache: cache.prefault({}),
    seeding: seeding.prefault({}),
    sweeping: sweeping.prefault({}),
    storages: z
      .array(storage)
      .default([])
      .describe('Further buckets that packages may come from, as s3://bucket/key'),
    sources: sources.prefault({}),
    ingest: ingest.prefault({}),
    access: access.prefault({}).describe('Who may send data and look after the stack, besides tokens'),
    archive: archive
      .optional()
      .describe(
        'Originals are kept for long, and come back on demand: see docs/archive.md; without it they are not',
      ),
    limits: limits.prefault({}),
    stages: stages.prefault({}),
    revisits: revisits.prefault({}).describe('Failed items that are tried again by themselves'),
    downloads: downloads.prefault({}),
    client: client.prefault({}),
  })
  .superRefine((stack, context) => {
    for (const { path, message } of inconsistencies(stack)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });

export type StackConfig = z.infer<typeof stackSchema>;
export type CollectionConfig = StackConfig['collections'][number];
export type ProductTypeConfig = StackConfig['productTypes'][number];
export type { BrowseTypeConfig } from './browse-type.ts';
