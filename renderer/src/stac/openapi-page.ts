import { xml } from '@pvs/core/xml/xml-template';
import type { OpenApi, Operation } from './openapi.ts';

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}' +
  'h2{margin-top:2rem;font-size:1.1rem}code{font-size:.95em}table{border-collapse:collapse;width:100%}' +
  'td,th{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8884}' +
  '.method{font-weight:600;margin-right:.5rem}';

/** The API for people: every operation with its parameters, from its OpenAPI document; it needs nothing else. */
export function apiPage({ info, servers, paths }: OpenApi): string {
  const base = servers[0]?.url ?? '';
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationHtml(method, path, operation, base)),
  );
  const page = xml`<html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width"/><title>${info.title}</title><style>${STYLE}</style></head><body>
<h1>${info.title}</h1>
<p>${info.description}</p>
<p>The same for programs: <a href="${base}/api">OpenAPI 3.0</a>. Begin at the <a href="${base}/">landing page</a>, or ask for <a href="${base}/search?limit=1">one item</a>.</p>
${operations}
</body></html>`;
  return `<!doctype html>\n${page.toString()}\n`;
}

function operationHtml(method: string, path: string, { summary, parameters = [] }: Operation, base: string) {
  const isPlain = method === 'get' && !path.includes('{');
  const address = xml`<code>${path}</code>`;
  return xml`<h2><span class="method">${method.toUpperCase()}</span>${isPlain ? xml`<a href="${base}${path}">${address}</a>` : address}</h2>
<p>${summary}</p>
${
  parameters.length > 0 &&
  xml`<table><tr><th>Parameter</th><th>What it is</th></tr>${parameters.map(
    ({ name, description }) => xml`<tr><td><code>${name}</code></td><td>${description}</td></tr>`,
  )}</table>`
}
`;
}
