import { html, LitElement } from 'lit';
import type { TemplateResult } from 'lit';
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
    begins: { attribute: false },
    playing: { type: Boolean },
    loading: { type: Boolean },
    draft: { state: true },
  };

  /** What the histogram shows. */
  declare entries: readonly HistogramEntry[];
  /** Undefined for all times. */
  declare interval: TimeInterval | undefined;
  /** When the first and the last product begin; undefined where there is none. */
  declare begins: TimeInterval | undefined;
  /** Whether the page goes from product to product by itself. */
  declare playing: boolean;
  declare loading: boolean;
  declare private draft: TimeInterval | undefined;

  constructor() {
    super();
    this.entries = [];
    this.playing = false;
  }

  override render() {
    const shown = this.draft ?? this.interval;
    return html`
      <div class="row">
        <div class="steps">
          ${this.#stepButton(texts.previousProduct, icons.previous, () => emit(this, 'time-step', { direction: -1 }))}
          ${this.#stepButton(
            this.playing ? texts.pause : texts.play,
            this.playing ? icons.pause : icons.play,
            () => emit(this, 'time-play', { playing: !this.playing }),
          )}
          ${this.#stepButton(texts.nextProduct, icons.next, () => emit(this, 'time-step', { direction: 1 }))}
          ${this.#stepButton(texts.latestProduct, icons.latest, () => emit(this, 'time-latest'))}
        </div>
        <h2 aria-live="polite">${shown ? describeInterval(shown) : texts.allTimes}</h2>
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
        .begins=${this.begins}
        .interval=${this.interval}
        .loading=${this.loading}
        @time-draft=${(event: Event) => (this.draft = detailOf(event, 'time-draft').time)}
      ></pvs-histogram>
    `;
  }

  #stepButton(label: string, icon: TemplateResult, run: () => void) {
    return html`<button
      class="icon"
      title=${label}
      aria-label=${label}
      ?disabled=${this.begins === undefined}
      @click=${run}
    >
      ${icon}
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
