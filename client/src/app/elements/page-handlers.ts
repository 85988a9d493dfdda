import { boxOf, uniteGeoBoxes } from '../map/footprint-of.ts';
import type { PvsMap } from '../map/pvs-map.ts';
import { boxesTouch } from '../search/geo-box.ts';
import type { Product } from '../search/product.ts';
import type { SchemeSetting } from '../state/colour-scheme.ts';
import type { ViewerModel } from '../state/viewer-model.ts';
import { defaultLayers } from '../state/viewer-state.ts';
import { NO_CHOICE } from '../state/url-state.ts';
import { texts } from '../texts/texts.ts';
import { describeInterval } from '../time/describe-time.ts';
import type { PageEvents } from './page-events.ts';
import type { PvsLinksDialog } from './pvs-links-dialog.ts';
import { timeHandlers } from './time-handlers.ts';

/** What the handlers act on. */
export interface PageParts {
  readonly model: ViewerModel;
  readonly scheme: SchemeSetting;
  readonly map: () => PvsMap | null;
  readonly links: () => PvsLinksDialog | null;
}

export type PageHandlers = { readonly [Name in keyof PageEvents]?: (detail: PageEvents[Name]) => void };

/** What the page does when one of its elements tells it something. */
export function pageHandlers({ model, scheme, map, links }: PageParts): PageHandlers {
  const zoomTo = (products: readonly Product[], byUser: boolean) => {
    const box = uniteGeoBoxes(products.map(boxOf).filter((each) => each !== undefined));
    if (box) map()?.zoomToBox(box, { byUser, maxZoom: 17 });
  };
  const show = (product: Product | undefined) => {
    const box = product && boxOf(product);
    const seen = model.state.view?.box;
    if (product && box && seen && !boxesTouch(box, seen)) zoomTo([product], false);
  };
  return {
    'view-change': (view) => {
      // Zooming to a product must not replace the list that it was chosen from.
      const follow = view.byUser || !model.state.view;
      model.update(follow ? { view, searchBox: view.box } : { view });
    },
    'product-hover': ({ identifier }) => model.update({ hovered: identifier }),
    'product-select': ({ identifier, zoomTo: zoom }) => {
      model.update({ product: identifier, alone: model.state.alone && identifier !== undefined });
      if (zoom && model.selected) zoomTo([model.selected], false);
    },
    'product-alone': ({ alone }) => model.update({ alone }),
    ...timeHandlers(model, show),
    'filter-change': (change) => model.update({ filter: { ...model.state.filter, ...change } }),
    'order-change': ({ order }) => model.update({ order }),
    'draw-start': ({ kind }) => map()?.draw(kind),
    'area-change': ({ area }) => model.update({ drawn: area }),
    'collection-change': ({ collection }) => {
      const shown = defaultLayers(model.settings, collection);
      const none = { time: undefined, product: undefined, filter: NO_CHOICE, compare: undefined };
      model.update({ collection, shown, alone: false, playing: false, ...none });
    },
    'in-view-change': ({ inView }) => model.update({ inView, searchBox: model.state.view?.box }),
    'layers-change': ({ shown }) => model.update({ shown }),
    'compare-toggle': () => model.toggleComparison(),
    'compare-change': ({ compare }) => model.update({ compare }),
    'projection-change': ({ projection }) => model.update({ projection }),
    'values-change': ({ values }) => {
      model.update({ values });
      if (!values) model.askPoint(undefined);
    },
    'place-go': ({ place }) => map()?.goTo(place),
    'place-point': ({ place }) => model.askPoint(place),
    'picture-save': () => {
      const { time } = model.state;
      void map()?.savePicture(model.settings.title, time ? describeInterval(time) : texts.allTimes);
    },
    'feature-change': ({ feature, visible }) => model.update({ [feature]: visible }),
    'show-more': () => model.searches.showMore(),
    'search-again': () => {
      model.searches.again();
      map()?.reload();
    },
    'links-open': () => void customElements.whenDefined('pvs-links-dialog').then(() => links()?.show()),
    'scheme-turn': () => scheme.turn(),
    'zoom-to-all': () => zoomTo(model.searches.overview.state.products, true),
  };
}
