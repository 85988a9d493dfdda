/** One pass of the imaginary satellite: frames one after the other along its track. */
export interface DemoPass {
  /** Begin of the first frame, ISO 8601. */
  readonly begin: string;
  readonly orbitNumber: number;
  /** Centre of the first frame, degrees. */
  readonly lon: number;
  readonly lat: number;
  readonly frames: number;
  /** What the picture's brightness is multiplied with, so that neighbouring dates can be told apart. */
  readonly gain: number;
}

/** Europe and North Africa in 2018, west to east, and Italy once more. Invented: the picture has no such dates. */
export const demoPasses: readonly DemoPass[] = [
  { begin: '2018-04-21T11:02:10Z', orbitNumber: 4711, lon: -1, lat: 48.5, frames: 3, gain: 1.1 },
  { begin: '2018-05-17T10:31:40Z', orbitNumber: 5084, lon: 6.5, lat: 51.5, frames: 2, gain: 1.22 },
  { begin: '2018-06-30T10:05:00Z', orbitNumber: 5716, lon: 14, lat: 52, frames: 3, gain: 1.16 },
  { begin: '2018-07-18T09:37:30Z', orbitNumber: 5975, lon: 23, lat: 51, frames: 2, gain: 1.05 },
  { begin: '2018-08-24T10:04:20Z', orbitNumber: 6507, lon: 12, lat: 46.5, frames: 2, gain: 1.3 },
];
