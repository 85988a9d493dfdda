import type { Query } from '../ops-view.ts';

const count = (text: string | undefined) => (text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : 0);
const short = (text: string) => text.slice(0, 200);

/** What a page says first where a change has led to it. */
export function toldAfter({ retried, left, seeding, deregistering }: Query): string | undefined {
  if (retried !== undefined) {
    const others =
      count(left) > 0 ? ` ${count(left)} stay: they moved on, or their message is not known.` : '';
    return `${count(retried)} back in the queue.${others}`;
  }
  if (seeding !== undefined) return `Asked for: ${short(seeding)}`;
  if (deregistering !== undefined) return `${short(deregistering)} is on its way out of the catalogue.`;
  return undefined;
}
