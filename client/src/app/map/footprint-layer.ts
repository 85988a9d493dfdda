import Feature from 'ol/Feature.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import Point from 'ol/geom/Point.js';
import { getCenter, getHeight, getWidth } from 'ol/extent.js';
import type Geometry from 'ol/geom/Geometry.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import Fill from 'ol/style/Fill.js';
import RegularShape from 'ol/style/RegularShape.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import type { Product } from '../search/product.ts';
import { footprintOf } from './footprint-of.ts';
import type { MapPalette } from './palette.ts';

/** What distinguishes footprints from each other. */
export interface FootprintEmphasis {
  readonly hovered: string | undefined;
  readonly selected: string | undefined;
  readonly palette: MapPalette;
}

/** The products' outlines, above the images; a feature's id is its product's identifier. */
export class FootprintLayer {
  readonly source = new VectorSource();
  readonly layer: VectorLayer;
  #emphasis: FootprintEmphasis;
  #shown: readonly Product[] = [];
  readonly #format: GeoJSON;

  /** @param crs of the map */
  constructor(emphasis: FootprintEmphasis, crs: string) {
    this.#emphasis = emphasis;
    this.#format = new GeoJSON({ featureProjection: crs });
    this.layer = new VectorLayer({
      source: this.source,
      zIndex: 100,
      style: (feature, resolution) => styleFootprint(feature as Feature, resolution, this.#emphasis),
      updateWhileInteracting: false,
    });
  }

  /** Replaces the shown products; those whose footprint is unknown have no outline. */
  show(products: readonly Product[]): void {
    if (products === this.#shown) return;
    this.#shown = products;
    this.source.clear(true);
    this.source.addFeatures(products.flatMap((product) => toFeature(product, this.#format)));
  }

  emphasise(emphasis: FootprintEmphasis): void {
    const { hovered, selected, palette } = this.#emphasis;
    if (emphasis.hovered === hovered && emphasis.selected === selected && emphasis.palette === palette)
      return;
    this.#emphasis = emphasis;
    this.layer.changed();
  }
}

function toFeature(product: Product, format: GeoJSON): Feature[] {
  const geometry = footprintOf(product);
  if (!geometry) return [];
  const feature = new Feature(format.readGeometry(geometry) as Geometry);
  feature.setId(product.identifier);
  return [feature];
}

/** Below this size on the screen an outline is a speck, so a marker stands for it. */
const markerBelowPx = 7;

/** Above it the outline is enough, and a tint would change the colours one wants to look at. */
const tintBelowPx = 160;

function styleFootprint(feature: Feature, resolution: number, emphasis: FootprintEmphasis): Style[] {
  const { palette, hovered, selected } = emphasis;
  const id = feature.getId();
  const strong = id === hovered || id === selected;
  const colour = strong ? palette.hovered : palette.footprint;
  const zIndex = id === hovered ? 3 : id === selected ? 2 : 1;
  const extent = feature.getGeometry()?.getExtent() ?? [0, 0, 0, 0];
  const sizePx = Math.max(getWidth(extent), getHeight(extent)) / resolution;
  if (sizePx < markerBelowPx) {
    return [markerStyle(colour, palette, strong, zIndex, new Point(getCenter(extent)))];
  }
  const fill = new Fill({
    color: id === hovered && sizePx < tintBelowPx ? palette.hoveredFill : palette.footprintFill,
  });
  if (!strong)
    return [
      new Style({ fill, stroke: new Stroke({ color: colour, width: sizePx < 60 ? 1 : 1.25 }), zIndex }),
    ];
  return [
    new Style({ fill, stroke: new Stroke({ color: palette.casing, width: 5 }), zIndex }),
    new Style({ stroke: new Stroke({ color: colour, width: 2.5 }), zIndex }),
  ];
}

function markerStyle(
  colour: string,
  palette: MapPalette,
  strong: boolean,
  zIndex: number,
  point: Point,
): Style {
  const image = new RegularShape({
    points: 4,
    radius: strong ? 7 : 4.5,
    angle: Math.PI / 4,
    fill: new Fill({ color: colour }),
    stroke: new Stroke({ color: palette.casing, width: 1 }),
  });
  return new Style({ image, geometry: point, zIndex });
}
