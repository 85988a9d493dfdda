import { html, LitElement, nothing } from 'lit';
import { describeInterval } from '../time/describe-time.ts';
import type { HistogramEntry } from '../time/histogram.ts';
import { formatDate, parseInstant, parseInterval } from '../time/time-interval.ts';
import type { TimeInterval } from '../time/time-interval.ts';
import { texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import { detailOf, emit } from './emit.ts';
import { icons } from './icons.ts';
import type { PvsHistogram } from './pvs-histogram.ts';
import { timeBarStyles } from './time-bar-styles.ts';

/** Choosing the time: stepping from product to product, the histogram, exact dates, or all times. */
export class PvsTimeBar extends LitElement {
  static override readonly styles = [controlStyles, timeBarStyles];
  static override readonly properties = {
    entries: { attribute: false },
    interval: { attribute: false },
    total: { type: Number },
    loading: { type: Boolean },
    draft: { state: true },
  };

  /** The products that the histogram counts. */
  declare entries: readonly HistogramEntry[];
  /** Undefined for all times. */
  declare interval: TimeInterval | undefined;
  /** How many products there are, of which the entries may be the newest only. */
  declare total: number;
  declare loading: boolean;
  declare private draft: TimeInterval | undefined;

  constructor() {
    super();
    this.entries = [];
    this.total = 0;
  }

  override render() {
    const shown = this.draft ?? this.interval;
    const partial = !this.loading && this.total > this.entries.length && this.entries.length >= partialFrom;
    return html`
      <div class="row">
        <div class="steps">
          ${this.#stepButton(-1, texts.previousProduct)} ${this.#stepButton(1, texts.nextProduct)}
        </div>
        <h2 aria-live="polite">${shown ? describeInterval(shown) : texts.allTimes}</h2>
        ${partial ? html`<span class="note">${texts.histogramPart(this.entries.length)}</span>` : nothing}
        <div class="exact">${this.#dateField(texts.from, 'start')} ${this.#dateField(texts.to, 'end')}</div>
        <button
          class="all"
          aria-pressed=${this.interval === undefined}
          @click=${() => this.#choose(undefined)}
        >
          ${texts.allTimes}
        </button>
      </div>
      <pvs-histogram
        .entries=${this.entries}
        .interval=${this.interval}
        .loading=${this.loading}
        @time-draft=${(event: Event) => (this.draft = detailOf(event, 'time-draft').time)}
      ></pvs-histogram>
    `;
  }

  #stepButton(direction: -1 | 1, label: string) {
    return html`<button
      class="icon"
      title=${label}
      aria-label=${label}
      ?disabled=${this.entries.length === 0}
      @click=${() => emit(this, 'time-step', { direction })}
    >
      ${direction < 0 ? icons.previous : icons.next}
    </button>`;
  }

  #dateField(label: string, end: 'start' | 'end') {
    const ms = end === 'start' ? this.interval?.startMs : this.interval?.endMs;
    return html`<label
      >${label}
      <input
        type="date"
        data-end=${end}
        .value=${ms === undefined ? '' : formatDate(ms)}
        @change=${() => this.#chooseDates()}
    /></label>`;
  }

  #chooseDates(): void {
    const [from, to] = ['start', 'end'].map(
      (end) => this.renderRoot.querySelector<HTMLInputElement>(`input[data-end=${end}]`)?.value ?? '',
    );
    const first = from || to;
    const last = to || from;
    if (!first || !last || parseInstant(first) === undefined) return;
    this.#choose(parseInterval(`${first}--${last}`) ?? parseInterval(`${last}--${first}`));
  }

  #choose(time: TimeInterval | undefined): void {
    const histogram = this.renderRoot.querySelector<PvsHistogram>('pvs-histogram');
    if (histogram && time === undefined) histogram.zoomed = undefined;
    emit(this, 'time-change', { time });
  }
}

/** Fewer than this and the rest is just still loading. */
const partialFrom = 1000;
