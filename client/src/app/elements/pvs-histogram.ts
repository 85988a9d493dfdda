import { html, LitElement, nothing, svg } from 'lit';
import type { PropertyValues } from 'lit';
import { describeInterval } from '../time/describe-time.ts';
import { countPerStep } from '../time/histogram.ts';
import type { HistogramBin, HistogramEntry } from '../time/histogram.ts';
import { barHeight, unitFor, wholeRange } from '../time/histogram-scale.ts';
import type { CountStep } from '../search/stac-url.ts';
import { ticksOf, timeToX } from '../time/time-axis.ts';
import type { TimeAxis } from '../time/time-axis.ts';
import type { BrushGrid } from '../time/time-brush.ts';
import { dayMs } from '../time/time-interval.ts';
import type { TimeInterval } from '../time/time-interval.ts';
import type { TimeUnit } from '../time/time-unit.ts';
import { texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import { HistogramInput } from './histogram-input.ts';
import { emit } from './emit.ts';
import { histogramStyles } from './histogram-styles.ts';

const barsPx = 44;
const heightPx = 64;

/** Products over time as bars, on which an interval is chosen by pointer or keyboard. */
export class PvsHistogram extends LitElement {
  static override readonly styles = [controlStyles, histogramStyles];
  static override readonly properties = {
    entries: { attribute: false },
    begins: { attribute: false },
    interval: { attribute: false },
    loading: { type: Boolean },
    draft: { state: true },
    zoomed: { state: true },
    widthPx: { state: true },
  };

  /** Counts of the part and step that `time-scale` asked for last, or of the one before while they load. */
  declare entries: readonly HistogramEntry[];
  /** When the first and the last product begin; undefined where there is none. */
  declare begins: TimeInterval | undefined;
  /** The chosen one; undefined for all times. */
  declare interval: TimeInterval | undefined;
  /** Whether more entries may come. */
  declare loading: boolean;
  /** While dragging. */
  declare draft: TimeInterval | undefined;
  /** The part of the whole range that is shown; undefined for all of it. */
  declare zoomed: TimeInterval | undefined;
  declare widthPx: number;
  /** The axis and unit of what is shown; undefined where there is no product with a time. */
  grid: BrushGrid | undefined;
  whole: TimeInterval | undefined;
  #bins: readonly HistogramBin[] = [];
  #asked = '';
  readonly #input = new HistogramInput(this);
  readonly #observer = new ResizeObserver(
    ([entry]) => (this.widthPx = Math.round(entry?.contentRect.width ?? 0)),
  );

  constructor() {
    super();
    this.entries = [];
    this.widthPx = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.size === 1 && changed.has('draft')) return;
    this.whole = this.widthPx > 0 ? wholeRange(this.begins, this.interval, this.widthPx) : undefined;
    const domain = this.zoomed ?? this.whole;
    this.grid = domain && { axis: { domain, widthPx: this.widthPx }, unit: unitFor(domain, this.widthPx) };
    this.#bins = this.grid ? countPerStep(this.entries, this.grid.axis.domain, this.grid.unit) : [];
  }

  override updated(): void {
    if (!this.grid) return;
    const { axis, unit } = this.grid;
    const scale = { domain: axis.domain, step: stepFor(unit) };
    const asked = JSON.stringify(scale);
    if (asked === this.#asked) return;
    this.#asked = asked;
    emit(this, 'time-scale', scale);
  }

  override render() {
    if (!this.grid)
      return this.widthPx === 0 ? nothing : html`<p>${this.loading ? texts.loading : texts.noTimes}</p>`;
    const { axis } = this.grid;
    const input = this.#input;
    return html`
      <svg
        width=${this.widthPx}
        height=${heightPx}
        role="group"
        aria-label=${texts.histogram}
        @pointerdown=${input.press}
        @pointermove=${input.drag}
        @pointerup=${input.release}
        @pointercancel=${input.cancel}
        @keydown=${input.key}
        @wheel=${input.wheel}
      >
        <title>${texts.histogramHelp}</title>
        ${this.#bins.map((bin) => this.#bar(axis, bin))}
        ${ticksOf(axis, 84).map((tick) => tickTemplate(axis, tick))}
        <line class="ground" x1="0" x2=${this.widthPx} y1=${barsPx + 0.5} y2=${barsPx + 0.5} />
        ${this.#selection(axis)}
      </svg>
    `;
  }

  #bar(axis: TimeAxis, bin: HistogramBin) {
    if (bin.count === 0) return nothing;
    const x = Math.max(0, timeToX(axis, bin.startMs));
    const width = Math.max(1.5, Math.min(axis.widthPx, timeToX(axis, bin.endMs)) - x - 1);
    const [all, strong] = [bin.count, bin.emphasised].map((count) =>
      barHeight(count, this.#bins, barsPx - 4),
    );
    const when = describeInterval({ startMs: bin.startMs, endMs: bin.endMs - 1 });
    return svg`<g>
      <title>${texts.binTitle(when, bin.count)}</title>
      <rect class="bar" x=${x} y=${barsPx - (all ?? 0)} width=${width} height=${all} rx="1" />
      <rect class="bar strong" x=${x} y=${barsPx - (strong ?? 0)} width=${width} height=${strong} rx="1" />
    </g>`;
  }

  #selection(axis: TimeAxis) {
    const shown = this.draft ?? this.interval;
    const { startMs, endMs } = shown ?? { startMs: axis.domain.startMs, endMs: axis.domain.endMs - 1 };
    const [from, to] = [timeToX(axis, startMs), timeToX(axis, endMs + 1)];
    return svg`
      ${shown ? svg`<rect class="selection" x=${from} y="0" width=${Math.max(2, to - from)} height=${barsPx} />` : nothing}
      ${handleTemplate(axis, 'start', startMs, from)} ${handleTemplate(axis, 'end', endMs, to)}`;
  }
}

/** The longest step of the catalogue that makes up the unit. */
function stepFor(unit: TimeUnit): CountStep {
  if ('months' in unit) return 'month';
  return unit.ms < dayMs ? 'hour' : 'day';
}

function tickTemplate(axis: TimeAxis, tick: { ms: number; label: string }) {
  const x = Math.round(timeToX(axis, tick.ms)) + 0.5;
  const fits = x > 8 && x < axis.widthPx - 30;
  return svg`<line class="tick" x1=${x} x2=${x} y1=${barsPx} y2=${barsPx + 5} />
    ${fits ? svg`<text x=${x} y=${barsPx + 17}>${tick.label}</text>` : nothing}`;
}

function handleTemplate({ domain, widthPx }: TimeAxis, end: 'start' | 'end', ms: number, x: number) {
  const at = Math.min(widthPx - 2, Math.max(2, x));
  return svg`<g class="handle" role="slider" tabindex="0" data-end=${end}
      aria-label=${end === 'start' ? texts.startHandle : texts.endHandle}
      aria-valuemin=${domain.startMs} aria-valuemax=${domain.endMs} aria-valuenow=${ms}
      aria-valuetext=${describeInterval({ startMs: ms, endMs: ms })}>
    <rect class="reach" x=${at - 8} y="0" width="16" height=${barsPx} />
    <line x1=${at} x2=${at} y1="0" y2=${barsPx} />
    <rect class="grip" x=${at - 3} y=${barsPx / 2 - 8} width="6" height="16" rx="3" />
  </g>`;
}
