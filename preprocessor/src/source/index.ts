import { httpSource } from './http-source.ts';
import { localSource } from './local-source.ts';
import { otherStorageSource } from './other-storage-source.ts';
import type { Source } from './source.ts';
import { storageSource } from './storage-source.ts';

/** Where packages come from; the first that accepts a path has it. */
export const sources = [
  httpSource,
  otherStorageSource,
  localSource,
  storageSource,
] as const satisfies readonly Source[];

/** The source of a path, which every path has: what names no other place is a key of the stack's own storage. */
export const sourceOf = (path: string): Source => sources.find((one) => one.accepts(path)) ?? storageSource;
