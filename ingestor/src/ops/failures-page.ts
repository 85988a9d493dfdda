import type { RevisitedProblem } from '@pvs/core/queue/revisits';
import { xml } from '@pvs/core/xml/xml-template';
import type { FailureGroup } from './failure-groups.ts';
import { opsPage, type PageOptions, retryButton } from './ops-page.ts';

/** Of each group; the rest is in the JSON, and `retry all` takes them, too. */
const SHOWN = 100;

/** What failed, by code, with reason and message as it was pushed; buttons that try one or all again. */
export function failuresPage(options: PageOptions, groups: readonly FailureGroup[]): string {
  const { base } = options;
  if (groups.length === 0) return opsPage(options, xml`<p>Nothing has failed.</p>`);
  return opsPage(
    options,
    groups.map(
      ({ code, failures }) =>
        xml`<article><h2>${failures.length} × ${code}</h2>${retryButton(base, `Retry all ${failures.length}`, { code })}<ul>${failures.slice(0, SHOWN).map((failure) => failureLine(base, failure))}</ul>${failures.length > SHOWN && xml`<p>${failures.length - SHOWN} older ones are not shown.</p>`}</article>`,
    ),
  );
}

const failureLine = (
  base: string,
  { stage, id, message, at, attempts, queue, raw, revisit }: RevisitedProblem,
) =>
  xml`<li><b>${id}</b><br/><small>${stage}, ${at}, attempts: ${attempts}${revisit && `; tried again by itself at ${revisit.due} (${revisit.number} of ${revisit.of})`}</small><pre>${message}</pre>${
    queue === ''
      ? xml`<p>Its message was not recorded: push it again.</p>`
      : xml`<details><summary>Message in ${queue}</summary><pre>${raw}</pre></details>${retryButton(base, 'Retry', { stage, id })}`
  }</li>`;
