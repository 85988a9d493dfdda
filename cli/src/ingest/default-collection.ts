import type { StackConfig } from '@pvs/core/config/stack';

/** Where packages go that are not told otherwise. */
export const defaultCollection = ({ unclassified, collections }: StackConfig): string =>
  (typeof unclassified === 'object' ? unclassified.collection : collections[0]?.id) ?? '';
