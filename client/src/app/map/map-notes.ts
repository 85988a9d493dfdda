import { html, nothing } from 'lit';
import type { SearchArea } from '../search/search-area.ts';
import { texts } from '../texts/texts.ts';
import type { NetworkState } from './watch-network.ts';

/** What a map is doing. */
export interface MapDoing {
  /** What the person draws just now. */
  readonly drawing: SearchArea['kind'] | undefined;
  readonly network: NetworkState;
  /** Images begin further in. */
  readonly isTooFar: boolean;
  readonly tilesFailed: boolean;
  readonly retry: () => void;
}

/** Notes on what a map is doing, and what one can do about it. */
export function mapNotes({ drawing, network, isTooFar, tilesFailed, retry }: MapDoing) {
  return html`
    ${drawing ? html`<p>${drawing === 'box' ? texts.drawBoxHelp : texts.drawPolygonHelp}</p>` : nothing}
    ${network === 'fine' ? nothing : html`<p>${texts.network[network]}</p>`}
    ${isTooFar ? html`<p>${texts.zoomInForImages}</p>` : nothing}
    ${tilesFailed ? html`<p>${texts.tilesFailed} <button @click=${retry}>${texts.retry}</button></p>` : nothing}
  `;
}
