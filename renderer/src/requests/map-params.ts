import { z } from 'zod';
import { invalidInput } from '@pvs/core/errors';
import type { Box } from '@pvs/core/geometry/box';
import type { Kvp } from '@pvs/core/ows/kvp';
import { cornersParam, mapBox } from '@pvs/core/ows/map-box';
import { integerParam, issueCode, listParam, readParams } from '@pvs/core/ows/read-params';
import { parseTime, type TimeSelection } from '@pvs/core/time/time-grammar';
import { pictureFormats, type PictureFormat } from '../encode/index.ts';

export interface MapLimits {
  readonly maxWidthPx: number;
  readonly maxHeightPx: number;
}

/** The parameters of GetMap (OGC 06-042 §7.3.3, OGC 01-068r3 §7.2.3), read and checked. */
export interface MapParams {
  readonly layers: readonly string[];
  readonly box: Box;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly format: PictureFormat;
  readonly transparent: boolean;
  /** Red, green, blue, 0–255. */
  readonly background: readonly [number, number, number];
  readonly time: TimeSelection;
}

const format = z.string().transform((text, context) => {
  const wanted = text.split(';')[0]!.trim().toLowerCase();
  const found = pictureFormats.find(
    (f) => f.mediaType === wanted || (wanted === 'image/jpg' && f.name === 'jpeg'),
  );
  if (found) return found;
  context.addIssue(
    issueCode('UnknownFormat', `expected one of ${pictureFormats.map((f) => f.mediaType).join(', ')}`),
  );
  return z.NEVER;
});

const background = z.string().transform((text, context): [number, number, number] => {
  const digits = /^(?:0x|#)?([0-9a-f]{6})(?:[0-9a-f]{2})?$/i.exec(text)?.[1];
  if (digits !== undefined)
    return [0, 2, 4].map((i) => Number.parseInt(digits.slice(i, i + 2), 16)) as [number, number, number];
  context.addIssue('expected 0xRRGGBB');
  return z.NEVER;
});

/** Compiled when it is first used, which takes as long as drawing a small picture. */
const schemas = new WeakMap<MapLimits, ReturnType<typeof createSchema>>();

function schemaFor(limits: MapLimits) {
  const found = schemas.get(limits) ?? createSchema(limits);
  schemas.set(limits, found);
  return found;
}

const createSchema = (limits: MapLimits) =>
  z.object({
    layers: listParam,
    styles: listParam.default([]),
    bbox: cornersParam,
    width: integerParam(1, limits.maxWidthPx),
    height: integerParam(1, limits.maxHeightPx),
    format,
    transparent: z.string().default('false'),
    bgcolor: background.default([255, 255, 255]),
    time: z.string().default(''),
  });

/** Reads GetMap's parameters; errors name the parameter and say what is allowed. */
export function readMapParams(kvp: Kvp, limits: MapLimits): MapParams {
  const params = readParams(schemaFor(limits), kvp);
  checkStyles(params.layers, params.styles);
  return {
    layers: params.layers,
    box: mapBox(params.bbox, kvp),
    widthPx: params.width,
    heightPx: params.height,
    format: params.format,
    transparent: /^(true|1)$/i.test(params.transparent),
    background: params.bgcolor,
    time: parseTime(params.time),
  };
}

/** Each layer has one style, the default one, which is named by an empty text or `default`. */
function checkStyles(layers: readonly string[], styles: readonly string[]): void {
  const unknown = styles.find((style) => style !== '' && style !== 'default');
  if (unknown !== undefined) {
    throw invalidInput(`there is no style '${unknown}': allowed are an empty name and default`, {
      code: 'UnknownStyle',
      detail: { locator: 'styles' },
    });
  }
  if (styles.length > layers.length) {
    throw invalidInput(`${styles.length} styles are given for ${layers.length} layers`, {
      code: 'InvalidParameterValue',
      detail: { locator: 'styles' },
    });
  }
}
