import { formatInstant } from '@pvs/core/time/format-instant';
import { xml } from '@pvs/core/xml/xml-template';
import { type Entry, linksOf, type SearchResults } from './search-results.ts';

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#222}
article{display:flex;gap:1rem;border-top:1px solid #ddd;padding:1rem 0}
article img{width:10rem;height:10rem;object-fit:contain;background:#f4f4f4}
h2{font-size:1rem;margin:0;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem;margin:.5rem 0}dd{margin:0}dt{color:#666}
nav a{margin-right:1rem}`;

/** A page for people: what was found, with pictures and links. */
export function writeHtml({ title, total, startIndex, links, entries }: SearchResults): string {
  const count = total && `${total.isExact ? '' : 'about '}${total.count} found`;
  const range = entries.length > 0 && `, ${startIndex + 1} to ${startIndex + entries.length} shown`;
  const pages = ['first', 'previous', 'next', 'last'].flatMap((rel) => linksOf(links, rel));
  const others = linksOf(links, 'alternate');
  const nav = xml`<nav>${pages.map(({ rel, href }) => xml`<a rel="${rel}" href="${href}">${rel}</a>`)}</nav>`;
  const document = xml`<html lang="en">
<head><meta charset="utf-8"/><title>${title}</title><meta name="viewport" content="width=device-width"/>
${linksOf(links, 'search').map(({ href, type }) => xml`<link rel="search" type="${type}" href="${href}" title="${title}"/>\n`)}<style>${STYLE}</style></head>
<body>
<h1>${title}</h1>
<p>${count}${range}. As ${others.map(({ href, title: name }, i) => xml`${i > 0 && ', '}<a href="${href}">${name}</a>`)}.</p>
${nav}
${entries.map(article)}${entries.length > 10 && nav}
</body>
</html>`;
  return `<!DOCTYPE html>\n${document.toString()}\n`;
}

function article(entry: Entry) {
  const { title, abstract, time, attributes, links, identifier } = entry;
  const [icon] = linksOf(links, 'icon');
  const [search] = linksOf(links, 'alternate').filter(({ type }) => type === 'text/html');
  const rows = [
    ...(time ? [['time', `${formatInstant(time.begin)} – ${formatInstant(time.end)}`] as const] : []),
    ...Object.entries(attributes),
  ];
  const files = [...linksOf(links, 'enclosure'), ...linksOf(links, 'related'), ...linksOf(links, 'via')];
  return xml`<article id="${identifier}">
${icon && xml`<img src="${icon.href}" alt="" loading="lazy"/>\n`}<div>
<h2>${search ? xml`<a href="${search.href}">${title}</a>` : title}</h2>
${abstract !== undefined && abstract !== '' && xml`<p>${abstract}</p>`}
<dl>${rows.map(([name, value]) => xml`<dt>${name}</dt><dd>${value instanceof Date ? formatInstant(value) : value}</dd>`)}</dl>
<nav>${files.map(({ href, title: name, type }) => xml`<a href="${href}" type="${type}">${name ?? href}</a>`)}</nav>
</div>
</article>
`;
}
