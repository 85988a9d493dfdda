import { prefixOf } from '@pvs/core/storage/product-keys';
import type { TaskItem } from './task.ts';

/** Takes paths. */
export const PACKAGE_QUEUE = 'preprocess_queue';
/** Takes JSON. */
export const METADATA_QUEUE = 'preprocess-md_queue';

/** A task's item of a path that the preprocessor will go by. */
export function taskItem(
  given: Pick<TaskItem, 'name' | 'queue' | 'message'> & Partial<TaskItem>,
  path: string,
): TaskItem {
  return { ...given, preprocessId: path, registerId: prefixOf(path) };
}
