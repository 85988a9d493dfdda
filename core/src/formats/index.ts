import { dimap } from './dimap.ts';
import { eoOm } from './eo-om.ts';
import { gsc } from './gsc.ts';
import type { MetadataFormat } from './metadata-format.ts';

/** Every metadata format this stack reads, in the order they are asked. */
export const METADATA_FORMATS: readonly MetadataFormat[] = [gsc, eoOm, dimap];
