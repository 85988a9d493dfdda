import TopoJSON from 'ol/format/TopoJSON.js';
import type MultiPolygon from 'ol/geom/MultiPolygon.js';
import { expect, it } from 'vitest';
import coarse from 'world-atlas/land-110m.json?raw';
import medium from 'world-atlas/land-50m.json?raw';
import { landPolygons, landRing } from './land-rings.ts';
import type { LandTopology } from './land-rings.ts';

it.each([coarse, medium])('the rings of land are those that OpenLayers reads', (text) => {
  // Its reader writes degrees over what it is given.
  const expected = new TopoJSON()
    .readFeatures(JSON.parse(text))
    .flatMap((feature) => (feature.getGeometry() as MultiPolygon).getCoordinates());
  const topology = JSON.parse(text) as LandTopology;
  const polygons = landPolygons(topology);
  expect(polygons.length).toBe(expected.length);
  for (const [i, polygon] of polygons.entries())
    expect(polygon.map((arcs) => landRing(topology, arcs))).toEqual(expected[i]!.map((ring) => ring.flat()));
});

it('arcs join where they meet, also turned round', () => {
  const topology: LandTopology = {
    transform: { scale: [0.5, 2], translate: [-180, -90] },
    arcs: [[[0, 0], [2, 0], [0, 1]], [[0, 0], [0, 1], [2, 0]]], // prettier-ignore
    objects: { land: { geometries: [] } },
  };
  expect(landRing(topology, [0, ~1])).toEqual([-180, -90, -179, -90, -179, -88, -180, -88, -180, -90]);
});
