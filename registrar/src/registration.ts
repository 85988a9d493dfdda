import { z } from 'zod';
import type { Classification } from '@pvs/core/catalogue/classify-product';
import type {
  Browse,
  Coverage,
  Mask,
  MetadataDocument,
  Product,
  ProductMetadata,
  Quicklook,
} from '@pvs/core/catalogue/product';
import { invalidInput, messageOf } from '@pvs/core/errors';
import type { Footprint } from '@pvs/core/geometry/footprint';
import type { StacDocument } from './stac/open-stac-document.ts';

/** A message of `register_queue`: a prefix or a STAC document, or JSON with the prefix and what overrides the metadata. */
export const registerMessage = z.object({
  prefix: z
    .string()
    .min(1)
    .max(1024)
    .transform((prefix) => prefix.replace(/^\/+|\/+$/g, '')),
  collection: z.string().optional(),
  packageLocation: z.string().optional(),
});

export type RegisterMessage = z.infer<typeof registerMessage>;

/** What a message names. */
export type Found = { readonly kind: 'objects'; readonly sidecar: string } | StacDocument;

/** What the steps of a registration know so far; each adds its part. */
export interface Registration {
  readonly message: RegisterMessage;
  readonly found?: Found;
  /** Objects of the items that a STAC catalogue leads to: it is not a product itself. */
  readonly items?: readonly string[];
  readonly coverages?: readonly Coverage[];
  readonly masks?: readonly Mask[];
  readonly quicklook?: Quicklook;
  readonly documents?: readonly MetadataDocument[];
  /** Where the product's kind says more about its pictures than its coverages do. */
  readonly browses?: readonly Browse[];
  /** Keys of what was written for this product alone. */
  readonly outputs?: readonly string[];
  readonly metadata?: ProductMetadata;
  /** Footprint by the pixels, where the metadata have none. */
  readonly traced?: Footprint;
  readonly classification?: Classification;
  readonly product?: Product;
  readonly revision?: number;
}

/** False for a catalogue of products. */
export const isProduct = ({ found }: Registration) => found?.kind !== 'stac-catalogue';

/** @throws InvalidInput for what is neither a prefix nor JSON of the message's form */
export function parseRegisterMessage(raw: string): RegisterMessage {
  const text = raw.trim();
  const given = text.startsWith('{') ? parseJson(text) : { prefix: text };
  const parsed = registerMessage.safeParse(given);
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  if (parsed.success && parsed.data.prefix !== '' && !/[\u0000-\u001F]/.test(parsed.data.prefix))
    return parsed.data;
  const reason = parsed.success
    ? 'the prefix is empty or has control characters'
    : (parsed.error.issues[0]?.message ?? '');
  throw invalidInput(
    `cannot read the message (${reason}): expected the prefix of a product’s objects, the path of a STAC item or catalogue, or JSON {"prefix": …, "collection": …}`,
    { code: 'InvalidMessage' },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalidInput(`the message begins like JSON but is not: ${messageOf(cause)}`, {
      code: 'InvalidMessage',
      cause,
    });
  }
}

/** What an earlier step found; a step list in the wrong order is a defect and says so. */
export function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`no step before this one found the ${what}`);
  return value;
}
