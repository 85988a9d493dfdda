import { z } from 'zod';

/** A week at most: what is registered meanwhile is not seen by those who do not ask. */
export const maxAgeS = z
  .number()
  .int()
  .min(0)
  .max(7 * 24 * 3600);

/** Where tiles are kept, and in which form. */
export const cache = z.strictObject({
  url: z
    .string()
    .regex(
      /^(file:\/\/\/|sqlite:\/\/\/|s3:\/\/[^/])/,
      'expected file:///directory, sqlite:///directory or s3://bucket/prefix',
    )
    .optional()
    .describe(
      '`file:///directory`, `sqlite:///directory` (a few databases) or `s3://bucket/prefix`; without it a directory below the data directory',
    ),
  maxBytes: z
    .number()
    .int()
    .min(1024 ** 2)
    .optional()
    .describe('Size at which the tiles not used for longest are removed; without it all are kept'),
  format: z
    .enum(['png', 'jpeg', 'webp', 'mixed'])
    .default('png')
    .describe(
      'Of the tiles that are seeded, and where a request names none; `mixed` is JPEG where a tile is opaque, else PNG',
    ),
  maxAgeS: maxAgeS
    .default(0)
    .describe(
      'How long browsers and proxies may show a tile without asking, seconds; 0: they ask each time, which costs a 304',
    ),
  drawTimeS: z
    .number()
    .min(1)
    .max(300)
    .default(60)
    .describe(
      'How long a tile may take to be drawn before its request is answered 503, seconds; a deployed cache asks a renderer for it, and waits as long for what another replica draws',
    ),
  metatile: z.number().int().min(1).max(16).default(4).describe('Tiles of one metatile in each direction'),
  compose: z
    .strictObject({
      maxZoom: z.number().int().min(0).max(23).describe('Highest zoom whose tiles are composed'),
      minProducts: z
        .number()
        .int()
        .min(1)
        .default(20)
        .describe('Tiles of fewer products are drawn at these zooms, too'),
    })
    .optional()
    .describe(
      'Low zooms are composed of the four tiles below each, instead of drawn from all of their products; see docs/tiles.md',
    ),
});

/** How tiles are drawn before they are asked for. */
export const seeding = z
  .strictObject({
    onRegister: z
      .boolean()
      .default(false)
      .describe('Whether registering a product also pushes its interval to `seed_queue`'),
    minZoom: z.number().int().min(0).max(24).default(0),
    maxZoom: z.number().int().min(0).max(24).default(10),
    concurrency: z
      .number()
      .int()
      .min(1)
      .max(64)
      .default(4)
      .describe(
        'Blocks of tiles that one seeding asks for at once: the rest of the renderers is left to people',
      ),
    tilesPerSecond: z
      .number()
      .positive()
      .optional()
      .describe('Most that one seeding asks for; without it as fast as it goes'),
  })
  .refine((zooms) => zooms.minZoom <= zooms.maxZoom, { message: 'minZoom is greater than maxZoom' });
