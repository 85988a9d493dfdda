import type { StageOverview } from '@pvs/core/queue/stage-overview';
import { xml } from '@pvs/core/xml/xml-template';
import type { PageContext } from '../ops-view.ts';
import { SPANS } from '../rates/read-rates.ts';
import type { Overview } from '../views/overview.ts';
import { rateChart, peaksOf } from './rate-chart.ts';
import { duration, relativeTime } from './time-ago.ts';

/** Where items are and how fast they go: a card for each stage, what is in work and what waits for what. */
export function overviewPage({ stages, rates, failures, processes }: Overview, page: PageContext) {
  const working = stages.flatMap(({ stage, working }) => working.map((item) => ({ stage, ...item })));
  const delayed = stages.flatMap(({ stage, delayed }) => delayed.map((item) => ({ stage, ...item })));
  return [
    xml`<h1>Queues</h1>${healthLine(processes, page.base)}<div class="cards">${stages.map((stage) => stageCard(stage, rates))}</div>${legend(rates.hours, page.base)}`,
    xml`<h2>Failures</h2>${failures.length === 0 ? xml`<p class="note">Nothing has failed.</p>` : xml`<ul class="rows">${failures.map((group) => groupLine(group, page))}</ul>`}`,
    xml`<h2>In work</h2>${working.length === 0 ? xml`<p class="note">Nothing is in work.</p>` : xml`<ul class="rows">${working.map(workingLine)}</ul>`}`,
    delayed.length > 0 &&
      xml`<h2>Waiting for a service</h2><ul class="rows">${delayed.map(
        ({ stage, id, reason, tries, due }) =>
          xml`<li><div class="line"><b>${id}</b><span class="aside">${stage}, tried ${tries} ${tries === 1 ? 'time' : 'times'}, again ${relativeTime(due, page.nowMs)}</span></div><p class="reason bad">${reason}</p></li>`,
      )}</ul>`,
  ];
}

function healthLine({ ready, waiting, silent }: Overview['processes'], base: string) {
  const bad = waiting + silent;
  if (bad === 0)
    return xml`<p class="note"><span class="dot good"></span>${ready} ${ready === 1 ? 'process is' : 'processes are'} ready.</p>`;
  return xml`<p><a class="bad" href="${base}/ops/health"><span class="dot"></span>${bad} of ${ready + bad} processes cannot work</a></p>`;
}

function stageCard(overview: StageOverview, rates: Overview['rates']) {
  const { stage, oldestS, delayed, working, succeeded, failed, workers } = overview;
  const steps = rates.stages[stage];
  const { most, mostWaiting } = peaksOf(steps);
  const waiting = Object.values(overview.waiting).reduce((sum, count) => sum + count, overview.parked);
  const hasNobody = workers === 0 && waiting > 0;
  const facts: readonly (readonly [string, string | number, boolean?])[] = [
    ['waiting', waiting],
    ...(delayed.length > 0 ? [['delayed', delayed.length, true] as const] : []),
    ['in work', working.length],
    ['done', succeeded],
    ['failed', failed, failed > 0],
  ];
  return xml`<section class="card"><h2>${stage}<span class="aside">${oldestS !== null && `oldest ${duration(oldestS)} · `}<span class="${hasNobody && 'bad'}">${workers} ${workers === 1 ? 'worker' : 'workers'}</span></span></h2><dl>${facts.map(
    ([name, value, isBad]) =>
      xml`<div><dt>${name}</dt><dd class="${isBad === true && 'bad'}">${value}</dd></div>`,
  )}</dl>${
    most === 0 && mostWaiting === 0
      ? xml`<p class="hint">Nothing happened in the last ${rates.hours === 1 ? 'hour' : `${rates.hours} hours`}.</p>`
      : xml`${rateChart(stage, steps, rates.hours)}<div class="scale"><span>at most ${most}/min</span><span>at most ${mostWaiting} waiting</span></div>`
  }</section>`;
}

const legend = (hours: number, base: string) =>
  xml`<div class="legend"><span class="done"><i></i>done a minute</span><span class="failed"><i></i>failed a minute</span><span><i></i>waiting</span><span class="spans">${SPANS.map(
    (span) =>
      xml`<a href="${base}/ops?hours=${span}"${span === hours && xml` aria-current="true"`}>${span} h</a>`,
  )}</span></div>`;

const groupLine = (
  { code, stages, count, last }: Overview['failures'][number],
  { base, nowMs }: PageContext,
) =>
  xml`<li class="line"><a href="${base}/ops/failures?code=${encodeURIComponent(code)}">${count} × ${code}</a><span class="aside">${stages.join(', ')}, last ${relativeTime(last, nowMs)}</span></li>`;

const workingLine = ({ stage, id, progress }: StageOverview['working'][number] & { stage: string }) =>
  xml`<li><div class="line"><b>${id}</b><span class="aside">${stage}${progress && `, ${progress.step}, ${progress.percent} %`}</span></div>${progress && xml`<progress max="100" value="${progress.percent}" aria-label="${id}"></progress>`}</li>`;
