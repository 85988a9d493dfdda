import { xml } from '@pvs/core/xml/xml-template';
import type { PageContext } from '../ops-view.ts';
import { layersOf, SEED_FORMATS } from '../seeding/read-seed-form.ts';
import type { ListedSeeding } from '../seeding/read-seedings.ts';
import type { Seedings } from '../views/seed.ts';
import { checkField, choiceField, textField } from './form-field.ts';
import { duration } from './time-ago.ts';

/** A form that has the tiles of an interval drawn, and what became of those before. */
export function seedPage({ seedings }: Seedings, page: PageContext) {
  const list = xml`<ul class="rows">${seedings.map(seedingLine)}</ul>`;
  return [
    xml`<h1>Seeding</h1><p class="note">Has tiles drawn before somebody asks for them. What is left empty is not narrowed down.</p>${seedForm(page)}`,
    xml`<h2>Seedings</h2>${seedings.length === 0 ? xml`<p class="note">Nothing was seeded yet.</p>` : list}`,
  ];
}

function seedForm({ base, stack, form }: PageContext) {
  const { seeding, collections, tileMatrixSets, cache } = stack;
  const layers = layersOf(stack, form.values.get('collection') ?? '');
  const sets = tileMatrixSets.map(({ id }) => id);
  const isOpen = ['formats', 'tileMatrixSets', 'layers'].some((name) => form.values.has(name));
  return xml`<form method="post" action="${base}/ops/seed" novalidate=""><div class="fields">${[
    textField(form, {
      ...{ name: 'interval', label: 'Time of the products', isRequired: true },
      hint: '2018-06, 2018-06-01/2018-06-30, or ../.. for all of it',
    }),
    choiceField(
      form,
      { name: 'collection', label: 'Collection', all: 'All collections' },
      collections.map(({ id }) => id),
    ),
    textField(form, {
      ...{ name: 'bbox', label: 'Place' },
      hint: 'west, south, east, north in degrees; empty is everywhere',
    }),
    xml`<div class="pair">${textField(form, {
      ...{ name: 'minZoom', label: 'Smallest zoom', inputMode: 'numeric' },
      hint: `${seeding.minZoom} where it is empty`,
    })}${textField(form, {
      ...{ name: 'maxZoom', label: 'Largest zoom', inputMode: 'numeric' },
      hint: `${seeding.maxZoom} where it is empty`,
    })}</div>`,
    xml`<details class="wide"${isOpen && xml` open=""`}><summary>Layers, tile matrix sets and formats</summary><div class="fields">${[
      checkField(
        form,
        { name: 'layers', label: 'Layers', hint: 'None: the layer of the collection itself' },
        layers,
      ),
      xml`<div class="stack">${checkField(form, { name: 'tileMatrixSets', label: 'Tile matrix sets', hint: 'None: all' }, sets)}${checkField(form, { name: 'formats', label: 'Formats', hint: `None: ${cache.format}` }, SEED_FORMATS)}</div>`,
    ]}</div></details>`,
  ]}</div><button>Seed</button></form>`;
}

function seedingLine({ id, state, report, problem }: ListedSeeding) {
  const share = report && report.total > 0 ? Math.floor((report.done / report.total) * 100) : 0;
  const counts =
    report &&
    `${report.done} of ${report.total} tiles: ${report.miss} drawn, ${report.hit} there, ${report.empty} empty, ${report.failed} failed`;
  const left =
    state === 'working' && report?.secondsLeft !== undefined ? `, ${duration(report.secondsLeft)} left` : '';
  return xml`<li><div class="line"><b>${id}</b><span class="aside${state === 'failed' && ' bad'}">${state}${left}</span></div>${counts !== undefined && xml`<span class="note">${counts}</span>`}${state === 'working' && report && xml`<progress max="100" value="${share}" aria-label="${id}"></progress>`}${problem !== undefined && xml`<p class="reason bad">${problem}</p>`}</li>`;
}
