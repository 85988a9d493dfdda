import { css, html, LitElement } from 'lit';
import type { ClientLayer } from '../../client-settings.ts';
import type { Comparison } from '../state/compare-state.ts';
import { layerTitle } from '../texts/layer-title.ts';
import { texts } from '../texts/texts.ts';
import { describeInterval } from '../time/describe-time.ts';
import { formatInterval, parseInterval } from '../time/time-interval.ts';
import type { TimeInterval } from '../time/time-interval.ts';
import { controlStyles } from './control-styles.ts';
import { emit } from './emit.ts';
import { icons } from './icons.ts';

/** What the right side of a comparison shows: which layer, and when. */
export class PvsComparePanel extends LitElement {
  static override readonly styles = [
    controlStyles,
    css`
      :host {
        position: absolute;
        inset: auto 0.75rem 2.75rem;
        z-index: 2;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.375rem 0.5rem;
        width: fit-content;
        margin: 0 auto;
        padding: 0.5rem 0.5rem 0.5rem 1rem;
        border: 1px solid var(--line);
        border-radius: 0.625rem;
        background: var(--panel);
        box-shadow: var(--shadow);
      }
      span {
        color: var(--muted);
      }
      select {
        max-width: 14rem;
      }
    `,
  ];
  static override readonly properties = {
    compare: { attribute: false },
    layers: { attribute: false },
    times: { attribute: false },
  };

  declare compare: Comparison;
  /** Those to choose from. */
  declare layers: readonly ClientLayer[];
  /** Times of products to choose from. */
  declare times: readonly TimeInterval[];

  override render() {
    const { layer, time } = this.compare;
    const chosen = time && formatInterval(time);
    const offered = new Map(this.times.map((each) => [formatInterval(each), each]));
    if (time && chosen !== undefined) offered.set(chosen, time);
    return html`<span>${texts.rightSide}</span>
      <select
        aria-label=${texts.rightLayer}
        @change=${(event: Event) => this.#change({ layer: valueOf(event) })}
      >
        ${this.layers.map(
          (each) =>
            html`<option value=${each.id} ?selected=${each.id === layer}>${layerTitle(each)}</option>`,
        )}
      </select>
      <select
        aria-label=${texts.rightTime}
        @change=${(event: Event) => this.#change({ time: parseInterval(valueOf(event)) })}
      >
        <option value="" ?selected=${time === undefined}>${texts.allTimes}</option>
        ${[...offered].map(
          ([text, each]) =>
            html`<option value=${text} ?selected=${text === chosen}>${describeInterval(each)}</option>`,
        )}
      </select>
      <button
        class="icon plain"
        title=${texts.endComparison}
        aria-label=${texts.endComparison}
        @click=${() => emit(this, 'compare-change', { compare: undefined })}
      >
        ${icons.close}
      </button>`;
  }

  #change(change: Partial<Comparison>): void {
    emit(this, 'compare-change', { compare: { ...this.compare, ...change } });
  }
}

const valueOf = (event: Event) => (event.target as HTMLSelectElement).value;
