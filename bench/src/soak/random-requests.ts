import { projector, requireCrs } from '@pvs/core/crs/crs';
import type { BenchScene } from '../wms/bench-scene.ts';

/** Numbers from 0 to 1. */
export type Random = () => number;

/** What is asked, and after how many milliseconds the client goes away where it does not wait for the answer. */
export interface SoakRequest {
  readonly path: string;
  readonly patienceMs?: number;
}

const CRSS = ['CRS:84', 'EPSG:4326', 'EPSG:3857', 'EPSG:3035', 'EPSG:32633', 'EPSG:3413'];
const FORMATS = ['image/png', 'image/jpeg', 'image/webp', 'image/png; mode=8bit', 'image/tiff'];
const TIMES = ['', '2018', '2018-06/2018-07', '2018-06-30T10:00:00Z', '1999', 'current'];
const SUFFIXES = ['', '', '', '__outlines', '__outlined', '__gamma', '__difference', '__heatmap'];
const CHOICES = ['', '', '', '&bands=1', '&bands=3,2,1', '&range=0,100', '&bands=1&colormap=viridis'];
const INFO_FORMATS = ['application/json', 'text/html', 'text/plain', 'application/gml+xml'];
const MAX_PX = 3000;

/** A generator of numbers that look random, the same for the same seed (Park and Miller, 1988). */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Mostly maps of all kinds, some of them given up; features under points; documents; nonsense. */
export function randomRequest(scenes: readonly BenchScene[], random: Random): SoakRequest {
  const kind = random();
  const request = { path: pathOf(kind, scenes, random) };
  return random() < 0.15 ? { ...request, patienceMs: Math.floor(random() * 60) } : request;
}

function pathOf(kind: number, scenes: readonly BenchScene[], random: Random): string {
  if (kind < 0.75) return `/ows?REQUEST=GetMap&${viewOf(scenes, random)}${pick(CHOICES, random)}`;
  if (kind < 0.9) return featureInfo(scenes, random);
  if (kind < 0.93)
    return `/ows?SERVICE=WMS&REQUEST=GetCapabilities&VERSION=${pick(['1.1.1', '1.3.0'], random)}`;
  return nonsense(scenes, random);
}

function viewOf(scenes: readonly BenchScene[], random: Random): string {
  const [scene, second] = [pick(scenes, random), pick(scenes, random)];
  const layers = random() < 0.15 ? [scene.id, second.id] : [scene.id + pick(SUFFIXES, random)];
  const crs = pick(CRSS, random);
  // Most are tiles and screens; few are as large as they may be.
  const [widthPx, heightPx] = [random(), random()].map((r) => Math.ceil(r ** 4 * MAX_PX));
  return [
    `SERVICE=WMS&VERSION=1.3.0&STYLES=&LAYERS=${layers.join()}&CRS=${crs}&BBOX=${boxOf(scene, crs, random)}`,
    `&WIDTH=${widthPx}&HEIGHT=${heightPx}&FORMAT=${encodeURIComponent(pick(FORMATS, random))}`,
    `&TRANSPARENT=${random() < 0.5}&TIME=${pick(TIMES, random)}`,
  ].join('');
}

/** Around a point of the scene, from some hundred metres to half a continent wide. */
function boxOf({ coverage: { grid } }: BenchScene, crs: string, random: Random): string {
  const [x, dx, , y, , dy] = grid.transform;
  const { proj4, axisOrder } = requireCrs(crs === 'CRS:84' ? 'EPSG:4326' : crs);
  const toCrs = projector(grid.proj4, proj4);
  const [centreX, centreY] = toCrs(x + dx * grid.widthPx * random(), y + dy * grid.heightPx * random());
  const metres = 300 * 10 ** (random() * 4);
  const reach = proj4.includes('longlat') ? metres / 100_000 : metres;
  const box = [centreX - reach, centreY - reach, centreX + reach, centreY + reach];
  const isFlipped = axisOrder === 'yx' && crs !== 'CRS:84';
  return (isFlipped ? [box[1], box[0], box[3], box[2]] : box).join();
}

function featureInfo(scenes: readonly BenchScene[], random: Random): string {
  const view = viewOf(scenes, random).replaceAll(/__\w+/g, '');
  const layers = /LAYERS=([^&]*)/.exec(view)![1]!;
  const format = encodeURIComponent(pick(INFO_FORMATS, random));
  return `/ows?REQUEST=GetFeatureInfo&${view}&QUERY_LAYERS=${layers}&I=0&J=0&FEATURE_COUNT=5&INFO_FORMAT=${format}`;
}

const NONSENSE = [
  '/ows?SERVICE=WMS&REQUEST=GetMap',
  '/ows?SERVICE=WMS&REQUEST=GetNothing',
  '/ows?%%%=%E0%A4%A&REQUEST[]=GetMap',
  '/nowhere',
  `/ows?SERVICE=WMS&REQUEST=GetMap&LAYERS=${'x'.repeat(6000)}`,
];

/** Requests that are wrong as a whole, and maps of which one word is. */
function nonsense(scenes: readonly BenchScene[], random: Random): string {
  if (random() < 0.5) return pick(NONSENSE, random);
  const words = viewOf(scenes, random).split('&');
  const wrong = Math.floor(random() * words.length);
  const broken = words.map((word, i) => (i === wrong ? word.replace(/=.*/, '=-1e999,\u{1F6F0}') : word));
  return `/ows?REQUEST=GetMap&${encodeURI(broken.join('&'))}`;
}

const pick = <T>(list: readonly T[], random: Random): T => list[Math.floor(random() * list.length)]!;
