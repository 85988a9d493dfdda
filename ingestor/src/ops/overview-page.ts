import type { StageOverview } from '@pvs/core/queue/stage-overview';
import { xml } from '@pvs/core/xml/xml-template';
import type { FailureGroup } from './failure-groups.ts';
import { opsPage, type PageOptions } from './ops-page.ts';

/** Where items are: a row for each stage, what is in work and what waits for what, what failed by code. */
export function overviewPage(
  options: PageOptions,
  stages: readonly StageOverview[],
  groups: readonly FailureGroup[],
): string {
  const working = stages.flatMap(({ stage, working }) => working.map((item) => ({ stage, ...item })));
  const delayed = stages.flatMap(({ stage, delayed }) => delayed.map((item) => ({ stage, ...item })));
  return opsPage({ ...options, refreshS: 5 }, [
    xml`<h2>Queues</h2><div class="scroll"><table><thead><tr><th>Stage</th>${HEADINGS.map((name) => xml`<th class="n">${name}</th>`)}</tr></thead><tbody>${stages.map(stageRow)}</tbody></table></div>`,
    xml`<h2>Failures</h2>${groups.length === 0 ? xml`<p>Nothing has failed.</p>` : xml`<ul>${groups.map((group) => groupLine(options.base, group))}</ul>`}`,
    xml`<h2>In work</h2>${working.length === 0 ? xml`<p>Nothing.</p>` : xml`<ul>${working.map(workingLine)}</ul>`}`,
    delayed.length > 0 &&
      xml`<h2>Waiting for a service</h2><ul>${delayed.map(
        ({ stage, id, reason, tries, due }) =>
          xml`<li>${id}<br/><small>${stage}, tried ${tries} times, again at ${due}</small><pre>${reason}</pre></li>`,
      )}</ul>`,
  ]);
}

const HEADINGS = ['Waiting', 'Oldest', 'Delayed', 'In work', 'Done', 'Failed', 'Workers'];

function stageRow({ stage, waiting, parked, oldestS, delayed, working, ...stageOf }: StageOverview) {
  const queued = Object.values(waiting).reduce((sum, count) => sum + count, parked);
  const age = oldestS === null ? '' : `${oldestS} s`;
  const { succeeded, failed, workers } = stageOf;
  const counts = [queued, age, delayed.length, working.length, succeeded, failed];
  return xml`<tr><td>${stage}</td>${counts.map((count) => xml`<td class="n">${count}</td>`)}<td class="n${workers === 0 && queued > 0 && ' bad'}">${workers}</td></tr>`;
}

const groupLine = (base: string, { code, stages, failures }: FailureGroup) =>
  xml`<li><a href="${base}/ops/failures?code=${encodeURIComponent(code)}">${failures.length} × ${code}</a> <small>${stages.join(', ')}; last ${failures[0]?.at}</small></li>`;

const workingLine = ({ stage, id, progress }: StageOverview['working'][number] & { stage: string }) =>
  xml`<li>${id}<br/>${progress && xml`<progress max="100" value="${progress.percent}"></progress> `}<small>${stage}${progress && `, ${progress.step}, ${progress.percent} %`}</small></li>`;
