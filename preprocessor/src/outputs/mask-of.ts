import type { Mask } from '@pvs/core/catalogue/product';
import type { MaskOutput } from '../preprocess-state.ts';
import { coverageOf } from './coverage-of.ts';

/** A written mask as the catalogue stores it. */
export function maskOf(output: MaskOutput, identifier: string, objectKey: string): Mask {
  const { grid, sizeBytes } = coverageOf(output, identifier, objectKey);
  const { name: type, marks, share } = output;
  return { type, identifier, objectKey, sizeBytes, marks, grid, share };
}
