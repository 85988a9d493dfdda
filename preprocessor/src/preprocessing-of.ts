import { join } from 'node:path';
import type { Preprocessing } from '@pvs/core/config/preprocessing';
import type { PreprocessState } from './preprocess-state.ts';

const NONE: Preprocessing = {};

/** Whether steps are configured that need a plan of pixels; the others work on whole files. */
export const changesPixels = (preprocessing: Preprocessing): boolean =>
  (
    ['nodata', 'stack', 'pansharpen', 'calculate', 'masks', 'cut', 'split', 'scale', 'transparency'] as const
  ).some((step) => preprocessing[step] !== undefined);

/** Where pixels are kept on the way. */
export const pixelDirectory = ({ workDir }: Pick<PreprocessState, 'workDir'>): string =>
  join(workDir, 'pixels');

/** The steps configured for a product: those of its type, and over them those of its processing level. */
export function preprocessingOf({
  classification,
  metadata,
}: Pick<PreprocessState, 'classification' | 'metadata'>): Preprocessing {
  if (!classification) return NONE;
  const { preprocess, levels } = classification.type;
  const level = metadata?.attributes.processingLevel?.toLowerCase();
  const own = Object.entries(levels).find(([name]) => name.toLowerCase() === level)?.[1].preprocess;
  return { ...preprocess, ...own };
}
