import { z } from 'zod';
import { invalidInput } from '@pvs/core/errors';
import type { Kvp } from '@pvs/core/ows/kvp';
import { issueCode, listParam, readParams } from '@pvs/core/ows/read-params';
import { pictureFormats, type PictureFormat, wordsOf } from '../encode/index.ts';
import { type MapLimits, readViewParams, type ViewParams } from './view-params.ts';

/** The parameters of GetMap (OGC 06-042 §7.3.3, OGC 01-068r3 §7.2.3), read and checked. */
export interface MapParams extends ViewParams {
  readonly layers: readonly string[];
  /** One for each layer from the first on; those behind have the default one. */
  readonly styles: readonly string[];
  readonly format: PictureFormat;
  readonly transparent: boolean;
  /** Red, green, blue, 0–255. */
  readonly background: readonly [number, number, number];
}

/** FORMAT of what is a picture. */
export const formatParam = z.string().transform((text, context) => {
  const plain = (word: string) => word.toLowerCase().replaceAll(/\s/g, '');
  const wanted = plain(text);
  const allowed = pictureFormats.flatMap(wordsOf);
  const found =
    pictureFormats.find((one) => wordsOf(one).some((word) => plain(word) === wanted)) ??
    findByName(wanted.split(';')[0]!);
  if (found) return found;
  context.addIssue(issueCode('UnknownFormat', `expected one of ${allowed.join(', ')}`));
  return z.NEVER;
});

/** WMS 1.0.0 has names instead of media types (OGC 00-028 §6.2.6.7). */
const findByName = (wanted: string) =>
  pictureFormats.find(
    ({ mediaType, name }) =>
      mediaType === wanted || name === wanted || (wanted === 'image/jpg' && name === 'jpeg'),
  );

const background = z.string().transform((text, context): [number, number, number] => {
  const digits = /^(?:0x|#)?([0-9a-f]{6})(?:[0-9a-f]{2})?$/i.exec(text)?.[1];
  if (digits !== undefined)
    return [0, 2, 4].map((i) => Number.parseInt(digits.slice(i, i + 2), 16)) as [number, number, number];
  context.addIssue('expected 0xRRGGBB');
  return z.NEVER;
});

const schema = z.object({
  layers: listParam,
  styles: listParam.default([]),
  format: formatParam,
  transparent: z.string().default('false'),
  bgcolor: background.default([255, 255, 255]),
});

/** Reads GetMap's parameters; errors name the parameter and say what is allowed. */
export function readMapParams(kvp: Kvp, limits: MapLimits): MapParams {
  const params = readParams(schema, kvp);
  checkStyles(params.layers, params.styles);
  return {
    layers: params.layers,
    styles: params.styles,
    ...readViewParams(kvp, limits),
    format: params.format,
    transparent: /^(true|1)$/i.test(params.transparent),
    background: params.bgcolor,
  };
}

/** What styles a layer has is the layer's affair. */
function checkStyles(layers: readonly string[], styles: readonly string[]): void {
  if (styles.length > layers.length) {
    throw invalidInput(`${styles.length} styles are given for ${layers.length} layers`, {
      code: 'InvalidParameterValue',
      detail: { locator: 'styles' },
    });
  }
}
