import type { SeenProcess } from '@pvs/core/observe/process-board';
import { xml, type XmlValue } from '@pvs/core/xml/xml-template';
import type { AskedReplica } from '../health/ask-replicas.ts';
import type { BackingService } from '../health/backing-services.ts';
import type { PageContext } from '../ops-view.ts';
import type { Health } from '../views/health.ts';
import { byteSize } from './byte-size.ts';
import { duration, relativeTime } from './time-ago.ts';

const STATES = { ready: 'ready', waiting: 'cannot work', silent: 'silent' } as const;

/** Every replica of every service, those that cannot work with the reason, and what they stand on. */
export function healthPage({ processes, asked, backing }: Health, { nowMs }: PageContext) {
  const services = [...Map.groupBy(processes, ({ service }) => service)];
  const others = [...Map.groupBy(asked, ({ service }) => service)];
  return [
    xml`<h1>Health</h1><p class="note">Every process says every five seconds that it lives and what its readiness is.</p>`,
    services.length + others.length === 0 && xml`<p class="note">No process has said anything yet.</p>`,
    xml`<div class="cards">${services.map(([name, of]) =>
      serviceCard(
        name,
        readyOf(of),
        of.length,
        of.map((one) => processLine(one, nowMs)),
      ),
    )}${others.map(([name, of]) => serviceCard(name, of.filter(({ ready }) => ready).length, of.length, of.map(askedLine)))}</div>`,
    xml`<h2>What they stand on</h2><ul class="rows">${backing.map(backingLine)}</ul>`,
  ];
}

const readyOf = (processes: readonly SeenProcess[]) =>
  processes.filter(({ state }) => state === 'ready').length;

const serviceCard = (name: string, ready: number, count: number, lines: XmlValue) =>
  xml`<section class="card"><h2>${name}<span class="aside">${ready} of ${count} ready</span></h2>${lines}</section>`;

function processLine(
  { state, host, pid, version, since, at, problems, memoryBytes }: SeenProcess,
  nowMs: number,
) {
  const upS = (nowMs - Date.parse(since)) / 1000;
  const told =
    state === 'silent'
      ? xml`last heard ${relativeTime(at, nowMs)}`
      : xml`for <time datetime="${since}" title="${since}">${duration(upS)}</time>, ${byteSize(memoryBytes)}`;
  return xml`<div class="replica"><div class="line"><span class="dot ${state === 'ready' ? 'good' : 'bad'}">${STATES[state]}</span><span class="aside">${told}</span></div><div class="note">${host}, process ${pid}, version ${version}</div>${problems.map((problem) => xml`<p class="reason bad">${problem}</p>`)}</div>`;
}

const askedLine = ({ ready, address, problems }: AskedReplica) =>
  xml`<div class="replica"><div class="line"><span class="dot ${ready ? 'good' : 'bad'}">${STATES[ready ? 'ready' : 'waiting']}</span><span class="aside">${address}</span></div>${problems.map((problem) => xml`<p class="reason bad">${problem}</p>`)}</div>`;

const backingLine = ({ name, ready, says, tookMs }: BackingService) =>
  xml`<li class="line"><span class="dot ${ready ? 'good' : 'bad'}"><b>${name}</b></span><span class="${ready ? 'note' : 'bad'}">${says}</span><span class="aside">${tookMs} ms</span></li>`;
