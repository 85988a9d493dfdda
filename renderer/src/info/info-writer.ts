import type { InfoFormat } from '@pvs/core/ows/info-formats';
import type { FeatureInfo } from './feature-info.ts';

/** Writes what is known about a point in one format. */
export interface InfoWriter extends InfoFormat {
  write(info: FeatureInfo): string;
}
