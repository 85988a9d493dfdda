import { html, nothing } from 'lit';
import type { Comparison } from '../state/compare-state.ts';
import { parseUrlState } from '../state/url-state.ts';
import type { ViewerModel } from '../state/viewer-model.ts';
import { texts } from '../texts/texts.ts';
import { emit } from './emit.ts';
import { icons } from './icons.ts';
import type { PageContent } from './page-content.ts';

/** The map with what lies on it: tools, layers, two sides, values of a point. */
export function pageMap({ settings, model, scheme, page }: PageContent) {
  const { state, images, mapped } = model;
  const { map, minZoom, maxZoom, collections } = settings;
  const { center, zoom } = parseUrlState(location.hash);
  return html`<main>
    <pvs-map
      .start=${{ center: center ?? map.center, zoom: zoom ?? map.zoom, maxZoom }}
      .tileRange=${{ minZoom, maxZoom }}
      .images=${images}
      .products=${mapped}
      .hovered=${state.hovered}
      .selected=${state.product}
      .scheme=${scheme.scheme}
      .graticule=${state.graticule}
      .footprints=${state.footprints}
      .area=${state.drawn}
      .projection=${state.projection}
      .compare=${state.compare}
      >${state.alone ? aloneNote(model) : nothing}</pvs-map
    >
    <pvs-map-tools .values=${state.values} .comparing=${state.compare !== undefined}></pvs-map-tools>
    ${state.compare ? comparePanel(model, state.compare) : nothing}
    ${state.values ? pointValues(model) : nothing}
    <div class="tools">
      <button class="elsewhere" aria-label=${texts.useElsewhere} @click=${() => emit(page, 'links-open')}>
        ${icons.link} <span>${texts.useElsewhere}</span>
      </button>
      <pvs-layer-panel
        .collections=${collections}
        .layers=${state.layers}
        .shown=${state.shown}
        .projection=${state.projection}
        .graticule=${state.graticule}
        .footprints=${state.footprints}
      ></pvs-layer-panel>
    </div>
  </main>`;
}

const comparePanel = ({ state, days }: ViewerModel, compare: Comparison) =>
  html`<pvs-compare-panel .compare=${compare} .layers=${state.layers} .times=${days}></pvs-compare-panel>`;

function pointValues({ point: { place, answer } }: ViewerModel) {
  return html`<pvs-point-values
    .place=${place}
    .products=${answer.value ?? []}
    .status=${answer.status}
  ></pvs-point-values>`;
}

const aloneNote = (model: ViewerModel) =>
  html`<div>
    ${texts.onlyThisProduct(model.selected?.title ?? model.state.product ?? '')}
    <button @click=${() => model.update({ alone: false })}>${texts.showAllAgain}</button>
  </div>`;
