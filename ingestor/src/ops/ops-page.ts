import { createHash } from 'node:crypto';
import { xml, type XmlValue } from '@pvs/core/xml/xml-template';

const STYLE = `:root{color-scheme:light dark;font:16px/1.45 system-ui,sans-serif}body{margin:0 auto;max-width:64rem;padding:0 1rem 3rem}nav{display:flex;gap:1rem;padding:.75rem 0;border-bottom:1px solid #8886}nav b{margin-right:auto}h2{margin:1.75rem 0 .5rem;font-size:1.15rem}.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{padding:.4rem .7rem .4rem 0;text-align:left;border-bottom:1px solid #8884}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}article,li{overflow-wrap:anywhere}ul{padding:0;list-style:none}li{padding:.7rem 0;border-bottom:1px solid #8884}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#8882;padding:.6rem;border-radius:.3rem}button{font:inherit;min-height:2.75rem;padding:0 1rem;border:1px solid #8888;border-radius:.4rem;background:#2a6fdb;color:#fff}summary{min-height:2rem;cursor:pointer}small{opacity:.75}progress{width:6rem}.bad{color:#c0392b;font-weight:600}`;

/**
 * What pages may load and do: nothing but their own style, and forms to this stack (CSP level 3). No script runs, so
 * that a message from a package can be no more than text.
 */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'same-origin',
} as const;

/** What every page has. */
export interface PageOptions {
  readonly title: string;
  /** URL of the stack as its reader sees it, without a trailing slash. */
  readonly base: string;
  /** Seconds after which the browser is to ask again. */
  readonly refreshS?: number;
}

/** A whole page for operators, readable on a phone. */
export function opsPage({ title, base, refreshS }: PageOptions, content: XmlValue): string {
  const refresh = refreshS !== undefined && xml`<meta http-equiv="refresh" content="${refreshS}"/>`;
  const head = xml`<meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>${refresh}<title>${title}</title>`;
  const body = xml`<nav><b>${title}</b><a href="${base}/ops">Queues</a><a href="${base}/ops/failures">Failures</a><a href="${base}/ops/audit">Changes</a></nav>${content}`;
  return `<!doctype html>\n<html lang="en"><head>${head}<style>${STYLE}</style></head><body>${body}</body></html>\n`;
}

/** A button that tries something again. */
export const retryButton = (base: string, label: string, fields: Readonly<Record<string, string>>) =>
  xml`<form method="post" action="${base}/ops/retry">${Object.entries(fields).map(
    ([name, value]) => xml`<input type="hidden" name="${name}" value="${value}"/>`,
  )}<button>${label}</button></form>`;
