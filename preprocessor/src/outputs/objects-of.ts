import type { PreprocessState } from '../preprocess-state.ts';

/** A file of the work directory that will be an object. */
export interface StoredFile {
  /** Absolute. */
  readonly path: string;
  readonly objectKey: string;
  readonly sizeBytes: number;
  readonly contentType: string;
}

/** What a product's coverages, masks and quicklook are files of. */
export function objectsOf(
  state: Pick<
    PreprocessState,
    'outputs' | 'coverages' | 'maskOutputs' | 'masks' | 'quicklook' | 'quicklookObject'
  >,
): StoredFile[] {
  const cogs = [
    ...state.outputs.map((output, i) => ({ ...output, objectKey: state.coverages[i]?.objectKey })),
    ...state.maskOutputs.map((output, i) => ({ ...output, objectKey: state.masks[i]?.objectKey })),
  ];
  const stored = cogs.map(({ path, sizeBytes, objectKey }) => {
    if (objectKey === undefined) throw new Error(`nothing describes the output ${path}`);
    return { path, sizeBytes, objectKey, contentType: 'image/tiff' };
  });
  const { quicklook, quicklookObject } = state;
  if (!quicklook || !quicklookObject) return stored;
  const { path, sizeBytes, mediaType } = quicklook;
  return [...stored, { path, sizeBytes, objectKey: quicklookObject.objectKey, contentType: mediaType }];
}
