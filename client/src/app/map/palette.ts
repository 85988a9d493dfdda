/** Light or dark, as the page is drawn. */
export type ColourScheme = 'light' | 'dark';

/** Colours that the canvas needs; everything else is in the style sheets. */
export interface MapPalette {
  readonly sea: string;
  readonly land: string;
  readonly coast: string;
  readonly graticule: string;
  readonly label: string;
  readonly footprint: string;
  /** All but clear: it only has to be there to be hit by the pointer. */
  readonly footprintFill: string;
  readonly hovered: string;
  readonly hoveredFill: string;
  readonly casing: string;
}

/** Quiet ground, so that the images are what one sees. */
export const palettes: Readonly<Record<ColourScheme, MapPalette>> = {
  light: {
    sea: '#dbe5eb',
    land: '#f5f3ee',
    coast: '#b3c2cb',
    graticule: 'rgba(82, 105, 122, 0.22)',
    label: '#62788a',
    footprint: '#0f6f8f',
    footprintFill: 'rgba(15, 111, 143, 0.01)',
    hovered: '#d9480f',
    hoveredFill: 'rgba(217, 72, 15, 0.14)',
    casing: 'rgba(255, 255, 255, 0.85)',
  },
  dark: {
    sea: '#10171e',
    land: '#222b33',
    coast: '#3a4854',
    graticule: 'rgba(148, 170, 188, 0.18)',
    label: '#7f95a6',
    footprint: '#5cc8e6',
    footprintFill: 'rgba(92, 200, 230, 0.01)',
    hovered: '#ff9857',
    hoveredFill: 'rgba(255, 152, 87, 0.16)',
    casing: 'rgba(8, 12, 16, 0.8)',
  },
};
