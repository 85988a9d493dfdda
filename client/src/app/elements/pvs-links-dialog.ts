import { html, LitElement, nothing } from 'lit';
import { session } from '../access/session.ts';
import { gdalFile } from '../elsewhere/gdal-file.ts';
import { qgisFile } from '../elsewhere/qgis-file.ts';
import { snippets } from '../elsewhere/snippets.ts';
import type { TileLayer } from '../elsewhere/tile-layer.ts';
import { texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import { copyButton } from './copy-button.ts';
import { dialogStyles } from './dialog-styles.ts';
import { icons } from './icons.ts';
import { linksDialogStyles } from './links-dialog-styles.ts';
import { saveFile } from './save-file.ts';

/** A dialog with the addresses under which other programs get what this page shows. */
export class PvsLinksDialog extends LitElement {
  static override readonly styles = [controlStyles, dialogStyles, linksDialogStyles];
  static override readonly properties = {
    tiles: {},
    search: {},
    items: {},
    wms: {},
    layer: { attribute: false },
    library: { state: true },
  };

  /** Template of the visible images' tiles, relative to the page; undefined where no layer is visible. */
  declare tiles: string | undefined;
  /** What is known of those tiles beside their address. */
  declare layer: Omit<TileLayer, 'url'>;
  declare private library: string;
  /** The list's search, relative to the page. */
  declare search: string | undefined;
  /** The same search of STAC. */
  declare items: string | undefined;
  /** WMS with the found products as layers. */
  declare wms: string | undefined;

  constructor() {
    super();
    this.library = 'OpenLayers';
  }

  async show(): Promise<void> {
    // The page's own address may have changed without any property of this element.
    this.requestUpdate();
    // Asked for as soon as it is defined, it has no dialog yet.
    await this.updateComplete;
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  override render() {
    const { links } = texts;
    return html`<dialog aria-labelledby="title">
      <header>
        <h2 id="title">${texts.useElsewhere}</h2>
        <form method="dialog">
          <button class="icon plain" title=${texts.close} aria-label=${texts.close}>${icons.close}</button>
        </form>
      </header>
      <p>${texts.linksIntro} ${session.isSignedIn ? texts.signIn.elsewhere : nothing}</p>
      <dl>
        ${address(links.wms, links.wmsUse, './ows?service=WMS&request=GetCapabilities')}
        ${address(links.wmts, links.wmtsUse, './cache/ows/wmts/1.0.0/WMTSCapabilities.xml')}
        ${address(links.xyz, links.xyzUse, this.tiles)} ${address(links.search, links.searchUse, this.search)}
        ${address(links.stac, links.stacUse, this.items)}
        ${address(links.wmsSearch, links.wmsSearchUse, this.wms)}
        ${address(links.page, links.pageUse, `./${location.search}${location.hash}`)}
      </dl>
      ${this.tiles === undefined ? nothing : this.#readyMade({ ...this.layer, url: absoluteUrl(this.tiles) })}
    </dialog>`;
  }

  /** What this map shows, as files and as code. */
  #readyMade(layer: TileLayer) {
    const { links } = texts;
    const name = layer.title.replaceAll(/[^\p{L}\p{N}]+/gu, '-');
    const code = snippets[this.library]?.(layer) ?? '';
    return html`<h3>${links.readyMade}</h3>
      <div class="files">
        <button @click=${() => save(qgisFile(layer), `${name}.qlr`)}>
          ${icons.download} ${links.qgisFile}
        </button>
        <button @click=${() => save(gdalFile(layer), `${name}.wms.xml`)}>
          ${icons.download} ${links.gdalFile}
        </button>
      </div>
      <div class="code">
        <select
          aria-label=${links.codeFor}
          @change=${(event: Event) => (this.library = (event.target as HTMLSelectElement).value)}
        >
          ${Object.keys(snippets).map(
            (each) =>
              html`<option value=${each} ?selected=${each === this.library}>${links.code(each)}</option>`,
          )}
        </select>
        ${copyButton(code, `${texts.copy}: ${links.code(this.library)}`)}
      </div>
      <pre tabindex="0" role="region" aria-label=${links.code(this.library)}><code>${code}</code></pre>`;
  }
}

const save = (text: string, name: string) => saveFile(new Blob([text], { type: 'application/xml' }), name);

function address(name: string, use: string, relative: string | undefined) {
  if (relative === undefined) return '';
  const url = absoluteUrl(relative);
  return html`<dt>${name}</dt>
    <dd>
      ${use}
      <div class="address">
        <input
          readonly
          aria-label=${name}
          .value=${url}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
        />
        ${copyButton(url, `${texts.copy}: ${name}`)}
      </div>
    </dd>`;
}

/** Not through URL alone: that would escape the braces of a template. */
function absoluteUrl(relative: string): string {
  return new URL('./', document.baseURI).href + relative.replace(/^\.\//, '');
}
