import { xml } from '@pvs/core/xml/xml-template';
import type { AuditEntry } from '../audit-log.ts';
import type { PageContext } from '../ops-view.ts';
import type { Audit } from '../views/audit.ts';
import { relativeTime } from './time-ago.ts';

/** Who changed what, and when. */
export function auditPage({ entries }: Audit, { nowMs }: PageContext) {
  const list = xml`<ul class="rows">${entries.map((entry) => entryLine(entry, nowMs))}</ul>`;
  return [
    xml`<h1>Changes</h1>`,
    entries.length === 0 ? xml`<p class="note">Nobody has changed anything yet.</p>` : list,
  ];
}

const entryLine = ({ at, who, via, address, method, path, status, what }: AuditEntry, nowMs: number) =>
  xml`<li><div class="line"><b>${who}</b> ${method} ${path}${status >= 400 && xml` <span class="bad">${status}</span>`}<span class="aside">${relativeTime(at, nowMs)}, from ${address}, known by ${via}</span></div>${what !== undefined && xml`<pre>${JSON.stringify(what)}</pre>`}</li>`;
