import { css, html, LitElement } from 'lit';
import { texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import { copyButton } from './copy-button.ts';
import { icons } from './icons.ts';

/** A dialog with the addresses under which other programs get what this page shows. */
export class PvsLinksDialog extends LitElement {
  static override readonly styles = [
    controlStyles,
    css`
      dialog {
        width: min(40rem, calc(100vw - 2rem));
        max-height: calc(100dvh - 2rem);
        padding: 1.25rem 1.5rem 1.5rem;
        border: 1px solid var(--line);
        border-radius: 0.75rem;
        background: var(--panel);
        color: var(--text);
        box-shadow: var(--shadow);
      }
      dialog::backdrop {
        background: rgb(10 16 22 / 45%);
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
      }
      h2 {
        margin: 0;
        font-size: 1.0625rem;
        font-weight: 600;
      }
      p {
        margin: 0.25rem 0 1rem;
        color: var(--muted);
      }
      dt {
        margin-top: 0.875rem;
        font-weight: 500;
      }
      dd {
        margin: 0;
        color: var(--muted);
        font-size: 0.75rem;
      }
      .address {
        display: flex;
        gap: 0.375rem;
        margin-top: 0.25rem;
      }
      input {
        flex: 1;
        min-width: 0;
        height: 2rem;
        padding: 0 0.625rem;
        border: 1px solid var(--line);
        border-radius: 0.5rem;
        background: var(--raised);
        color: var(--text);
        font:
          0.75rem ui-monospace,
          'SF Mono',
          'Cascadia Mono',
          'Liberation Mono',
          monospace;
      }
    `,
  ];
  static override readonly properties = { tiles: {}, search: {}, items: {}, wms: {} };

  /** Template of the visible images' tiles, relative to the page; undefined where no layer is visible. */
  declare tiles: string | undefined;
  /** The list's search, relative to the page. */
  declare search: string | undefined;
  /** The same search of STAC. */
  declare items: string | undefined;
  /** WMS with the found products as layers. */
  declare wms: string | undefined;

  show(): void {
    // The page's own address may have changed without any property of this element.
    this.requestUpdate();
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
      <p>${texts.linksIntro}</p>
      <dl>
        ${address(links.wms, links.wmsUse, './ows?service=WMS&request=GetCapabilities')}
        ${address(links.wmts, links.wmtsUse, './cache/ows/wmts/1.0.0/WMTSCapabilities.xml')}
        ${address(links.xyz, links.xyzUse, this.tiles)} ${address(links.search, links.searchUse, this.search)}
        ${address(links.stac, links.stacUse, this.items)}
        ${address(links.wmsSearch, links.wmsSearchUse, this.wms)}
        ${address(links.page, links.pageUse, `./${location.search}${location.hash}`)}
      </dl>
    </dialog>`;
  }
}

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
