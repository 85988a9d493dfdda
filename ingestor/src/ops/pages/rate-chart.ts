import { xml } from '@pvs/core/xml/xml-template';
import type { RateStep } from '../rates/rates-of.ts';

const [WIDTH, HEIGHT] = [600, 88];
/** Of the bars; what waits lies below the line, upside down. */
const AXIS = 58;

/**
 * What a stage did over time, as inline SVG: bars upwards of what was done and failed a minute, and downwards how many
 * items waited. Each half has a scale of its own, which the words beside it tell.
 */
export function rateChart(stage: string, steps: readonly RateStep[], hours: number) {
  const { most, mostWaiting } = peaksOf(steps);
  const slot = WIDTH / Math.max(1, steps.length);
  const bar = (i: number, y: number, height: number, name: string) =>
    height > 0 &&
    xml`<rect class="${name}" x="${rounded(i * slot + slot * 0.1)}" y="${rounded(y)}" width="${rounded(slot * 0.8)}" height="${rounded(height)}"/>`;
  const bars = steps.map(({ donePerMinute, failedPerMinute, waiting }, i) => {
    const done = heightOf(donePerMinute, most, AXIS - 2);
    const failed = heightOf(failedPerMinute, most, AXIS - 2);
    return [
      bar(i, AXIS - done, done, 'done'),
      bar(i, AXIS - done - failed, failed, 'failed'),
      bar(i, AXIS + 2, heightOf(waiting, mostWaiting, HEIGHT - AXIS - 2), 'waiting'),
    ];
  });
  const label = `${stage}, last ${hours} h: at most ${most} items a minute, at most ${mostWaiting} waiting`;
  return xml`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}">${bars}<line class="axis" x1="0" x2="${WIDTH}" y1="${AXIS + 1}" y2="${AXIS + 1}" vector-effect="non-scaling-stroke"/></svg>`;
}

/** The largest values that the scales end with. */
export function peaksOf(steps: readonly RateStep[]): { most: number; mostWaiting: number } {
  const rates = steps.map((step) => (step.donePerMinute ?? 0) + (step.failedPerMinute ?? 0));
  return {
    most: rounded(Math.max(0, ...rates)),
    mostWaiting: Math.max(0, ...steps.map(({ waiting }) => waiting ?? 0)),
  };
}

/** What there is at all can be seen. */
const heightOf = (value: number | null, most: number, height: number) =>
  value === null || value === 0 || most === 0 ? 0 : Math.max(2, (value / most) * height);

const rounded = (value: number) => Math.round(value * 10) / 10;
