import { xml } from '@pvs/core/xml/xml-template';
import type { AuditEntry } from './audit-log.ts';
import { opsPage, type PageOptions } from './ops-page.ts';

/** Who changed what, and when. */
export function auditPage(options: PageOptions, entries: readonly AuditEntry[]): string {
  if (entries.length === 0) return opsPage(options, xml`<p>Nobody has changed anything yet.</p>`);
  return opsPage(options, xml`<h2>Changes</h2><ul>${entries.map(entryLine)}</ul>`);
}

const entryLine = ({ at, who, via, address, method, path, status, what }: AuditEntry) =>
  xml`<li><b>${who}</b> ${method} ${path}${status >= 400 && xml` <span class="bad">${status}</span>`}<br/><small>${at}, from ${address}, known by ${via}</small>${what !== undefined && xml`<pre>${JSON.stringify(what)}</pre>`}</li>`;
