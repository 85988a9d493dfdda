/** Tiles in Web Mercator as other programs are told of them. */
export interface TileLayer {
  readonly title: string;
  /** Absolute, with `{z}`, `{x}` and `{y}`. */
  readonly url: string;
  readonly minZoom: number;
  readonly maxZoom: number;
}

/** Half the girth of the Earth: EPSG:3857 reaches as far from its origin. */
export const MERCATOR_M = 20_037_508.342789244;

export const escapeXml = (text: string) =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
