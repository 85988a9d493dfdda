import { toLonLat } from '@pvs/core/crs/crs';
import type { MessageGeoreference } from './georeference-of.ts';

/** A polygon of GeoJSON (RFC 7946), longitudes beyond 180 where it crosses the antimeridian. */
export interface Outline {
  readonly type: 'Polygon';
  readonly coordinates: readonly [readonly (readonly [longitude: number, latitude: number])[]];
}

/**
 * What a browse shows, where its report says it better than the box that its picture is warped to: the polygon of
 * tie points, the outer nodes of a grid.
 */
export function outlineOf(georeference: MessageGeoreference | undefined): Outline | undefined {
  if (georeference === undefined || georeference.by === 'box') return undefined;
  const ring =
    georeference.by === 'gcps'
      ? georeference.points.map(([, , x, y]) => [x, y] as const)
      : outerNodes(georeference.rows);
  const place = georeference.crs === 'EPSG:4326' ? undefined : toLonLat(georeference.crs);
  const closed = [...ring, ring[0]!];
  return {
    type: 'Polygon',
    coordinates: [place ? closed.map(([x, y]) => place(x, y) as readonly [number, number]) : closed],
  };
}

type Point = readonly [x: number, y: number];

function outerNodes(rows: readonly (readonly Point[])[]): readonly Point[] {
  const inner = rows.slice(1, -1);
  return [
    ...rows[0]!,
    ...inner.map((row) => row.at(-1)!),
    ...rows.at(-1)!.toReversed(),
    ...inner.map((row) => row[0]!).toReversed(),
  ];
}
