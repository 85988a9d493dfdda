import scales from 'colormap/colorScale.js';

/** Red, green, blue, 0–255. */
export type RampColor = readonly [red: number, green: number, blue: number];

/** A colour and where it is between the ends of a ramp, 0–1. */
export type RampStop = readonly [at: number, color: RampColor];

/** Evenly spaced, from hexadecimal digits. */
const spread = (colors: string): RampStop[] => {
  const words = colors.split(' ');
  return words.map((word, i) => [
    i / (words.length - 1),
    [0, 2, 4].map((at) => Number.parseInt(word.slice(at, at + 2), 16)) as unknown as RampColor,
  ]);
};

/** Those of the package `colormap`, which EOxServer has too, with what maps need beyond. */
const RAMPS: ReadonlyMap<string, readonly RampStop[]> = new Map<string, readonly RampStop[]>([
  ...Object.entries(scales)
    .filter(([name]) => name !== 'alpha')
    .map(([name, stops]): [string, RampStop[]] => [
      name,
      stops.map(({ index, rgb: [red, green, blue] }) => [index, [red, green, blue]]),
    ]),
  ['blackwhite', spread('000000 ffffff')],
  // Moreland, Diverging Color Maps for Scientific Visualization (2009)
  ['coolwarm', spread('3b4cc0 8db0fe dddddd f49a7b b40426')],
  // ColorBrewer's BrBG, RdYlGn and RdYlBu, and brown, yellow and green of vegetation.
  ['diverging_1', spread('a6611a dfc27d f5f5f5 80cdc1 018571')],
  ['diverging_2', spread('d7191c fdae61 ffffbf abd9e9 2c7bb6')],
  ['brylgn', spread('8c510a d8b365 ffffbf 78c679 006837')],
  ['rdylgn', spread('a50026 f46d43 fee08b d9ef8b 66bd63 006837')],
]);

/** Names of the built-in ramps. */
export const RAMP_NAMES: readonly string[] = [...RAMPS.keys()];

/** The colours of a built-in ramp, from its low end to its high one. */
export const rampStops = (name: string): readonly RampStop[] | undefined => RAMPS.get(name);
