import type { RevisitedProblem } from '@pvs/core/queue/revisits';
import { xml } from '@pvs/core/xml/xml-template';
import { type FailureGroup, groupFailures } from '../failure-groups.ts';
import type { PageContext } from '../ops-view.ts';
import type { Failures } from '../views/failures.ts';
import { hiddenForm } from './hidden-form.ts';
import { relativeTime } from './time-ago.ts';

/** Of each group; the rest is in the JSON, and `retry all` takes them, too. */
const SHOWN = 100;

/** What failed, by code, with reason and message as it was pushed; buttons that try one or all again. */
export function failuresPage({ failures }: Failures, page: PageContext) {
  const { base, query } = page;
  const groups = groupFailures(failures);
  const all = xml`<p><a href="${base}/ops/failures">All failures</a></p>`;
  return [
    xml`<h1>Failures</h1>${query['code'] !== undefined && all}`,
    groups.length === 0
      ? xml`<p class="note">Nothing has failed.</p>`
      : groups.map((group) => groupOf(group, page)),
  ];
}

function groupOf({ code, failures }: FailureGroup, page: PageContext) {
  const retry = { action: `${page.base}/ops/retry`, label: `Retry all ${failures.length}`, isPlain: true };
  const older = failures.length - SHOWN;
  return xml`<section><div class="heading"><h2>${failures.length} × ${code}</h2>${failures.length > 1 && hiddenForm(retry, { code })}</div>${failures.slice(0, SHOWN).map((failure) => failureCard(failure, page))}${older > 0 && xml`<p class="note">${older} older ones are not shown.</p>`}</section>`;
}

function failureCard(
  { stage, id, message, at, attempts, queue, raw, revisit }: RevisitedProblem,
  { base, nowMs }: PageContext,
) {
  const again =
    revisit &&
    xml`<p class="note">Tried again by itself ${relativeTime(revisit.due, nowMs)} (${revisit.number} of ${revisit.of}): what it lacks may come.</p>`;
  return xml`<article class="card"><h3>${id}<span class="aside">${stage}, ${relativeTime(at, nowMs)}</span></h3><p class="reason">${message}</p>${again}${
    queue === ''
      ? xml`<p class="note">Its message was not recorded: push it again.</p>`
      : xml`<details><summary>Message in ${queue}, ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}</summary><pre>${raw}</pre></details>${hiddenForm({ action: `${base}/ops/retry`, label: 'Retry' }, { stage, id })}`
  }</article>`;
}
