import type { EoAttributes } from '@pvs/core/catalogue/product';
import { invalidInput, messageOf } from '@pvs/core/errors';
import { buildFootprint } from '@pvs/core/geometry/build-footprint';
import type { Footprint, PolygonRings } from '@pvs/core/geometry/footprint';
import { parsePackagePath } from '@pvs/core/queue/package-path';
import { z } from 'zod';
import { givenGeoreference } from './given-georeference.ts';
import type { PackageRequest } from './package-request.ts';

const MAX_BYTES = 1024 ** 2;

const position = z.tuple([z.number(), z.number()]).rest(z.number());
const polygon = z.array(z.array(position).min(3)).min(1);
const geometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: polygon }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(polygon).min(1) }),
]);

const text = z.string().trim().min(1).max(1024);
const time = z
  .string()
  .transform((given) => new Date(given))
  .refine((date) => !Number.isNaN(date.getTime()), { message: 'expected an ISO 8601 date and time' });

const attribute = z.union([text, z.number(), z.null()]);
/** Attributes that are dates in `EoAttributes`. */
const DATES = ['creationDate', 'modificationDate', 'processingDate', 'availabilityTime'];

const message = z
  .object({
    path: text.optional(),
    file: text.optional(),
    identifier: text.optional(),
    beginTime: time.optional(),
    endTime: time.optional(),
    footprint: geometry.optional(),
    georeference: givenGeoreference.optional(),
    /** Search attributes by the names of `EoAttributes`. */
    attributes: z.record(z.string(), attribute).default({}),
    // The collection is the parent of the product: what classification rules look at.
    collection: text.optional(),
    retrieved: z.strictObject({ retrieval: text, at: text }).optional(),
  })
  .refine(({ path, file }) => path !== undefined || file !== undefined, {
    message: 'expected `path` (or `file`): the object path of the package',
  })
  .refine(({ beginTime, endTime }) => !beginTime || !endTime || beginTime <= endTime, {
    message: 'beginTime is after endTime',
  });

/**
 * Reads a message of `preprocess-md_queue`: JSON with the object path of the package or raster (`path` or `file`)
 * and metadata that override the package's own, and where its image lies (`georeference`).
 * @example `{"path": "in/a.tif", "identifier": "A", "beginTime": "2020-01-01T10:00:00Z", "endTime": "2020-01-01T10:00:09Z"}`
 * @throws InvalidInput `InvalidMessage` or `InvalidPath`
 */
export function parseMetadataMessage(raw: string): PackageRequest {
  if (raw.length > MAX_BYTES) throw invalid(`it has ${raw.length} characters, allowed are ${MAX_BYTES}`);
  const parsed = message.safeParse(parseJson(raw));
  if (!parsed.success) {
    throw invalid(
      parsed.error.issues.map((i) => [i.path.join('.'), i.message].filter(Boolean).join(': ')).join('; '),
    );
  }
  const { path, file, collection, footprint, attributes, georeference, retrieved, ...known } = parsed.data;
  return {
    path: parsePackagePath(path ?? file ?? ''),
    ...(georeference && { georeference }),
    ...(retrieved && { retrieved: { ...retrieved, at: parsePackagePath(retrieved.at) } }),
    overrides: {
      ...(known.identifier !== undefined && { identifier: known.identifier }),
      ...(known.beginTime && { beginTime: known.beginTime }),
      ...(known.endTime && { endTime: known.endTime }),
      ...(footprint && { footprint: toFootprint(footprint) }),
      attributes: toAttributes({
        ...(collection !== undefined && { parentIdentifier: collection }),
        ...attributes,
      }),
    },
  };
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch (cause) {
    throw invalid(`it is not JSON (${messageOf(cause)})`, cause);
  }
}

function toFootprint(given: z.infer<typeof geometry>): Footprint {
  const polygons = given.type === 'Polygon' ? [given.coordinates] : given.coordinates;
  return buildFootprint(
    polygons.map((rings): PolygonRings => rings.map((ring) => ring.map(([lon, lat]) => [lon, lat]))),
  );
}

function toAttributes(given: Readonly<Record<string, z.infer<typeof attribute>>>): EoAttributes {
  const entries = Object.entries(given)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, DATES.includes(name) ? toDate(name, value) : value]);
  return Object.fromEntries(entries) as EoAttributes;
}

function toDate(name: string, value: unknown): Date {
  const date = new Date(String(value));
  if (Number.isNaN(date.getTime()))
    throw invalid(`attributes.${name}: '${String(value)}' is not an ISO 8601 date`);
  return date;
}

const invalid = (why: string, cause?: unknown) =>
  invalidInput(
    `not a message for preprocess-md_queue: ${why}; expected JSON like {"path": "in/a.tar", "identifier": "A"}`,
    { code: 'InvalidMessage', cause },
  );
