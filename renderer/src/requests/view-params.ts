import { z } from 'zod';
import type { Box } from '@pvs/core/geometry/box';
import type { Kvp } from '@pvs/core/ows/kvp';
import { cornersParam, mapBox } from '@pvs/core/ows/map-box';
import { integerParam, readParams } from '@pvs/core/ows/read-params';
import { parseTime, type TimeSelection } from '@pvs/core/time/time-grammar';

export interface MapLimits {
  readonly maxWidthPx: number;
  readonly maxHeightPx: number;
}

/** What GetMap and GetFeatureInfo say alike: of where and when a map is, and how large (OGC 06-042 §7.3.3). */
export interface ViewParams {
  readonly box: Box;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly time: TimeSelection;
}

/** Compiled when it is first used, which takes as long as drawing a small picture. */
const schemas = new WeakMap<MapLimits, ReturnType<typeof createSchema>>();

function schemaFor(limits: MapLimits) {
  const found = schemas.get(limits) ?? createSchema(limits);
  schemas.set(limits, found);
  return found;
}

const createSchema = (limits: MapLimits) =>
  z.object({
    bbox: cornersParam,
    width: integerParam(1, limits.maxWidthPx),
    height: integerParam(1, limits.maxHeightPx),
    time: z.string().default(''),
  });

/** Reads the parameters of a view; errors name the parameter and say what is allowed. */
export function readViewParams(kvp: Kvp, limits: MapLimits): ViewParams {
  const { bbox, width, height, time } = readParams(schemaFor(limits), kvp);
  return { box: mapBox(bbox, kvp), widthPx: width, heightPx: height, time: parseTime(time) };
}
