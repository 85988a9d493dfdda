import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRequests } from '@pvs/cache/requests/index';
import { tileFormats } from '@pvs/cache/tiles/tile-format';
import { METADATA_FORMATS } from '@pvs/core/formats/index';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import { tileMatrixSets } from '@pvs/core/tile-matrix-set/registry';
import { opsChanges } from '@pvs/ingestor/ops/changes/index';
import { opsViews } from '@pvs/ingestor/ops/views/index';
import { preprocessSteps } from '@pvs/preprocessor/steps/index';
import { steps as registrarSteps } from '@pvs/registrar/steps/index';
import { pictureFormats, wordsOf } from '@pvs/renderer/encode/index';
import { owsRequests } from '@pvs/renderer/requests/index';
import { searchFormats } from '@pvs/renderer/search/search-formats';
import { expect, test } from 'vitest';
import { commands } from '../src/commands/index.ts';

const document = (name: string) => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');

// Steps are made with what they work with, and hold nothing until they run.
const nothing = {} as never;

test.each([
  ['metadata formats', METADATA_FORMATS.map(({ name }) => name)],
  ['preprocessing steps', preprocessSteps(nothing).map(({ name }) => name)],
  ['registration steps', registrarSteps(nothing).map(({ name }) => name)],
  ['WMS operations', owsRequests.map(({ service, request }) => `${service} ${request}`)],
  ['cache operations', cacheRequests.map(({ service, request }) => `${service} ${request}`)],
  ['picture formats', pictureFormats.flatMap((format) => [format.name, ...wordsOf(format)])],
  ['tile formats', tileFormats.flatMap(({ name, mediaType }) => [name, mediaType])],
  ['forms of search results', searchFormats.map(({ name }) => name)],
  ['tile matrix sets', tileMatrixSets.flatMap(({ id, aliases }) => [id, ...aliases])],
  ['pages of the operator', opsViews.map(({ path }) => path)],
  ['changes of the operator', opsChanges.map(({ path }) => path)],
  ['commands', commands.map(({ name }) => name)],
  ['queues', Object.values(stageKeys).flatMap(({ queues }) => queues)],
])('%s have names of their own', (_, names) => {
  expect(names.length).toBeGreaterThan(0);
  expect(new Set(names).size).toBe(names.length);
});

test('every format that tiles are kept in is one the renderer draws, or a mix of such', () => {
  for (const { name, mediaType } of tileFormats.filter((format) => format.name !== 'mixed')) {
    expect(pictureFormats.find((format) => format.name === name)?.mediaType).toBe(mediaType);
  }
});

test('every metadata format is documented', () => {
  for (const { name } of METADATA_FORMATS)
    expect(document('metadata-formats.md')).toContain(`| \`${name}\` `);
});

test('every page and change of the operator is documented, and leads back to a page', () => {
  for (const { path } of [...opsViews, ...opsChanges])
    expect(document('operations.md')).toMatch(new RegExp(`${path}[\`?\\s]`));
  const pages = opsViews.filter(({ page }) => page !== undefined).map(({ path }) => path);
  for (const { form } of opsChanges) expect(pages).toContain(form);
});

test('every command and every queue is documented', () => {
  for (const { name } of commands) expect(document('cli.md')).toContain(`${name}`);
  for (const { queues } of Object.values(stageKeys)) {
    for (const queue of queues) expect(document('operations.md')).toContain(queue);
  }
});
