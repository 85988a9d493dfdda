import { html } from 'lit';
import { tileUrlTemplate } from '../map/tile-url.ts';
import { layerTitle } from '../texts/layer-title.ts';
import type { PageContent } from './page-content.ts';

/** The dialog of addresses for other programs: of what the map shows on top, and of what was searched for. */
export function pageLinks({ settings, model }: PageContent) {
  const { title, minZoom, maxZoom } = settings;
  const { searches, state } = model;
  const image = model.images.findLast(({ side }) => side !== 'right');
  const layer = state.layers.find(({ id }) => id === image?.id);
  const named = [title, layer ? layerTitle(layer) : image?.id].filter((part) => part).join(' – ');
  return html`<pvs-links-dialog
    .tiles=${image && tileUrlTemplate(image.id, image.time)}
    .layer=${{ title: named, minZoom, maxZoom }}
    .search=${searches.listUrl}
    .items=${searches.itemsUrl}
    .wms=${searches.wmsUrl}
  ></pvs-links-dialog>`;
}
