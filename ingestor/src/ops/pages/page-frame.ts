import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { xml, type XmlValue } from '@pvs/core/xml/xml-template';

/** What every page has. */
export interface FramedPage {
  /** Of the stack. */
  readonly title: string;
  readonly base: string;
  /** Of the view that is shown. */
  readonly path: string;
  readonly name: string;
  readonly isLive: boolean;
  /** What has failed, for the navigation. */
  readonly failed: number;
  readonly links: readonly { readonly path: string; readonly name: string }[];
  /** What came of a change, or is wrong with it. */
  readonly told?: { readonly text: string; readonly isBad: boolean };
  readonly content: XmlValue;
}

/** How pages are made, with the headers they are sent with. */
export interface PageFrame {
  readonly headers: Readonly<Record<string, string>>;
  readonly render: (page: FramedPage) => string;
}

/** Seconds after which a browser without script asks again. */
const REFRESH_S = 10;

/**
 * What all pages share. They may load and do nothing but their own style and script, told by their hashes, ask this
 * stack, and send forms to it (CSP level 3): a message from a package can be no more than text.
 */
export function openPageFrame(): PageFrame {
  const [style, script] = ['ops.css', 'live.js'].map((file) =>
    readFileSync(join(import.meta.dirname, file), 'utf8'),
  ) as [string, string];
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      'referrer-policy': 'same-origin',
      vary: 'accept',
    },
    render: (page) =>
      `<!doctype html>\n<html lang="en"><head>${headOf(page).toString()}<style>${style}</style><script type="module">${script}</script></head><body>${bodyOf(page).toString()}</body></html>\n`,
  };
}

const headOf = ({ title, name, isLive }: FramedPage) =>
  xml`<meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/><link rel="icon" href="data:,"/>${isLive && xml`<noscript><meta http-equiv="refresh" content="${REFRESH_S}"/></noscript>`}<title>${name} · ${title}</title>`;

const bodyOf = ({ title, base, path, isLive, failed, links, told, content }: FramedPage) =>
  xml`<header><div class="bar"><b>${title}</b><nav aria-label="Operations">${links.map(
    (link) =>
      xml`<a href="${base}${link.path}"${link.path === path && xml` aria-current="page"`}>${link.name}${link.path === '/ops/failures' && failed > 0 && xml` <span class="count">${failed}</span>`}</a>`,
  )}</nav></div></header><main${isLive && xml` data-live=""`}>${told && xml`<p class="told${told.isBad && ' bad'}" role="status">${told.text}</p>`}${content}</main>`;
