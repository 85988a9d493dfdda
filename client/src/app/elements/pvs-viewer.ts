import { html, LitElement } from 'lit';
import type { ClientSettings } from '../../client-settings.ts';
import { fetchDownload, needsToken } from '../access/fetch-download.ts';
import type { PvsMap } from '../map/pvs-map.ts';
import { SchemeSetting } from '../state/colour-scheme.ts';
import { parseUrlState } from '../state/url-state.ts';
import { ViewerModel } from '../state/viewer-model.ts';
import { texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import type { PageContent } from './page-content.ts';
import { pageHandlers } from './page-handlers.ts';
import { pageLinks } from './page-links.ts';
import { pageMap } from './page-map.ts';
import { pageSide } from './page-side.ts';
import type { PvsLinksDialog } from './pvs-links-dialog.ts';
import { viewerStyles } from './viewer-styles.ts';

/** The whole page of a stack: map, time and list around one model. */
export class PvsViewer extends LitElement {
  static override readonly styles = [controlStyles, viewerStyles];
  readonly #content: PageContent;
  readonly #side: ReturnType<typeof pageSide>;

  constructor(settings: ClientSettings) {
    super();
    const draw = () => this.requestUpdate();
    const model = new ViewerModel(settings, draw);
    const scheme = new SchemeSetting(draw);
    this.#content = { settings, model, scheme, page: this };
    this.#side = pageSide(this.#content);
    const parts = {
      ...{ model, scheme },
      map: () => this.#map,
      links: () => this.renderRoot.querySelector<PvsLinksDialog>('pvs-links-dialog'),
    };
    this.addEventListener('click', (event) => {
      const link = event.composedPath().find((each) => each instanceof HTMLAnchorElement);
      if (!link || !needsToken(link)) return;
      event.preventDefault();
      void fetchDownload(link);
    });
    for (const [name, handle] of Object.entries(pageHandlers(parts))) {
      this.addEventListener(name, (event) =>
        (handle as (detail: unknown) => void)((event as CustomEvent).detail),
      );
    }
  }

  get #map(): PvsMap | null {
    return this.renderRoot.querySelector<PvsMap>('pvs-map');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#readUrl);
    const { model } = this.#content;
    void model.searches.answered.then(() => model.learnLayers());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#readUrl);
    this.#content.model.stop();
    this.#content.scheme.dispose();
  }

  override render() {
    const content = this.#content;
    return html`${this.#side()} ${pageMap(content)} ${this.#timeBar()} ${pageLinks(content)}`;
  }

  #timeBar() {
    const { state, searches } = this.#content.model;
    const { counts } = searches;
    return html`<pvs-time-bar
      role="region"
      aria-label=${texts.time}
      .entries=${counts.entries}
      .begins=${counts.extent?.begins}
      .interval=${state.time}
      .playing=${state.playing}
      .loading=${counts.loading}
    ></pvs-time-bar>`;
  }

  readonly #readUrl = (): void => {
    this.#content.model.readUrl();
    const { center, zoom } = parseUrlState(location.hash);
    if (center && zoom !== undefined) this.#map?.moveTo(center, zoom);
  };
}
