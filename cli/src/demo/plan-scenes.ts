import type { ProductMetadata } from '@pvs/core/catalogue/product';
import { findCrs, projector, requireCrs } from '@pvs/core/crs/crs';
import type { Box } from '@pvs/core/geometry/box';
import { buildFootprint } from '@pvs/core/geometry/build-footprint';
import type { Position } from '@pvs/core/geometry/footprint';
import type { DemoPass } from './demo-passes.ts';

/** One scene of the demo, as plain data: where it is cut from the picture, and what its report says. */
export interface DemoScene {
  readonly metadata: ProductMetadata & Required<Pick<ProductMetadata, 'footprint'>>;
  /** The grid it is delivered in: a UTM zone. */
  readonly box: Box;
  readonly resolutionM: number;
  readonly gain: number;
}

/** Object path of a scene's package. */
export const sceneKey = (collection: string, { metadata }: DemoScene) =>
  `${collection}/${metadata.identifier}.tar`;

/** Sun-synchronous satellites fly about this direction by day, clockwise from north. */
const HEADING_DEG = 193;
const SWATH_M = 900_000;
const FRAME_M = 900_000;
const STEP_M = 840_000;
const SPEED_M_PER_S = 6800;
/** The picture has about 9 km to a pixel; finer, so that the swaths have clean edges. */
const RESOLUTION_M = 2000;
/** A straight line of the grid is none in longitudes and latitudes. */
const POINTS_PER_EDGE = 8;

export function planScenes(passes: readonly DemoPass[]): DemoScene[] {
  return passes.flatMap((pass) => Array.from({ length: pass.frames }, (_, frame) => planScene(pass, frame)));
}

function planScene(pass: DemoPass, frame: number): DemoScene {
  const crs = utmOf(pass.lon);
  const lonLat = requireCrs('EPSG:4326').proj4;
  const [x, y] = projector(lonLat, crs.proj4)(pass.lon, pass.lat);
  const heading = (HEADING_DEG * Math.PI) / 180;
  const along = (m: number, across: number): Position => [
    x + m * Math.sin(heading) + across * Math.cos(heading),
    y + m * Math.cos(heading) - across * Math.sin(heading),
  ];
  const from = frame * STEP_M - FRAME_M / 2;
  const [to, side] = [from + FRAME_M, SWATH_M / 2];
  const ring = densify([along(from, -side), along(from, side), along(to, side), along(to, -side)]);
  const toLonLat = projector(crs.proj4, lonLat);
  return {
    metadata: metadataOf(
      pass,
      frame,
      ring.map(([px, py]): Position => toLonLat(px, py)),
    ),
    box: boxAround(ring, crs.code),
    resolutionM: RESOLUTION_M,
    gain: pass.gain,
  };
}

function metadataOf(pass: DemoPass, frame: number, ring: readonly Position[]): DemoScene['metadata'] {
  const beginMs = Date.parse(pass.begin) + Math.round((frame * STEP_M * 1000) / SPEED_M_PER_S);
  const beginTime = new Date(beginMs);
  const stamp = beginTime.toISOString().replaceAll(/[-:]|\.\d+Z/g, '');
  return {
    identifier: `DEMO_${stamp}_${pass.orbitNumber}_${frame + 1}`,
    beginTime,
    endTime: new Date(beginMs + Math.round((FRAME_M * 1000) / SPEED_M_PER_S)),
    footprint: buildFootprint([[ring]]),
    attributes: {
      platform: 'DEMO',
      instrument: 'Blue Marble',
      sensorType: 'OPTICAL',
      productType: 'DEMO_RGB',
      resolutionM: RESOLUTION_M,
      orbitNumber: pass.orbitNumber,
      orbitDirection: 'DESCENDING',
      cloudCover: 0,
    },
  };
}

/** The UTM zone of the pass's first frame: one zone for a pass, as deliveries have it. */
function utmOf(lon: number) {
  return findCrs(`EPSG:${32601 + Math.floor((lon + 180) / 6)}`) ?? requireCrs('EPSG:32631');
}

function densify(corners: readonly Position[]): Position[] {
  return corners.flatMap(([x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % corners.length] ?? [x, y];
    return Array.from({ length: POINTS_PER_EDGE }, (_, n): Position => {
      const f = n / POINTS_PER_EDGE;
      return [x + f * (nextX - x), y + f * (nextY - y)];
    });
  });
}

/** Whole pixels around the ring. */
function boxAround(ring: readonly Position[], crs: string): Box {
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  return {
    crs,
    minX: snap(Math.min(...xs), Math.floor),
    minY: snap(Math.min(...ys), Math.floor),
    maxX: snap(Math.max(...xs), Math.ceil),
    maxY: snap(Math.max(...ys), Math.ceil),
  };
}

const snap = (value: number, round: (v: number) => number) => RESOLUTION_M * round(value / RESOLUTION_M);
