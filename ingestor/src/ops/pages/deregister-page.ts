import { xml } from '@pvs/core/xml/xml-template';
import type { PageContext } from '../ops-view.ts';
import type { FoundProduct } from '../products/find-products.ts';
import type { ProductLookup } from '../views/deregister.ts';
import { textField } from './form-field.ts';
import { hiddenForm } from './hidden-form.ts';
import { relativeTime } from './time-ago.ts';

/** First which product, then what it is, and only then the button that removes it. */
export function deregisterPage({ product, similar }: ProductLookup, page: PageContext) {
  const { base, query, form } = page;
  const asked = query['identifier']?.trim() ?? '';
  const values = new URLSearchParams(form.values);
  if (!values.has('identifier') && asked !== '') values.set('identifier', asked);
  const field = textField(
    { ...form, values },
    { name: 'identifier', label: 'Identifier of the product', isRequired: true },
  );
  return [
    xml`<h1>Deregister</h1><p class="note">Takes a product out of the catalogue, its layers and searches. What was made of it is removed from the storage a while later; its package stays.</p>`,
    xml`<form method="get" action="${base}/ops/deregister"><div class="fields">${field}</div><button class="plain">Look it up</button></form>`,
    product ? productCard(product, page) : asked !== '' && notFound(asked, similar, base),
  ];
}

function productCard(product: FoundProduct, { base, nowMs }: PageContext) {
  const { identifier, collection, type, beginTime, endTime, registeredAt, prefix, bbox } = product;
  const item = `${base}/stac/collections/${encodeURIComponent(collection)}/items/${encodeURIComponent(identifier)}`;
  const facts: readonly (readonly [string, unknown])[] = [
    ['Collection', collection],
    ['Type', type],
    ['Time', beginTime === endTime ? beginTime : `${beginTime} to ${endTime}`],
    ['Place', bbox.map((value) => value.toFixed(3)).join(', ')],
    ['Objects', prefix],
  ];
  const action = { action: `${base}/ops/deregister`, label: `Deregister ${identifier}`, isDanger: true };
  return xml`<h2>This product goes</h2><section class="card"><h3><a href="${item}">${identifier}</a><span class="aside">registered ${relativeTime(registeredAt, nowMs)}</span></h3><dl class="facts">${facts.map(
    ([name, value]) => xml`<div><dt>${name}</dt><dd>${String(value)}</dd></div>`,
  )}</dl>${hiddenForm(action, { identifier, confirm: identifier })}</section>`;
}

const notFound = (asked: string, similar: readonly string[], base: string) =>
  xml`<p class="told bad" role="status">There is no product '${asked}' in the catalogue.</p>${similar.length > 0 && xml`<h2>These begin like it</h2><ul class="rows">${similar.map((one) => xml`<li><a href="${base}/ops/deregister?identifier=${encodeURIComponent(one)}">${one}</a></li>`)}</ul>`}`;
