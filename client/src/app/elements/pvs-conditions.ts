import { css, html, LitElement, nothing } from 'lit';
import { comparisons, formatCondition, parseCondition } from '../search/condition.ts';
import type { Comparison, Condition } from '../search/condition.ts';
import type { Queryable } from '../search/queryable.ts';
import { texts } from '../texts/texts.ts';
import { attributeTitle } from './attribute-title.ts';
import { controlStyles } from './control-styles.ts';
import { emit } from './emit.ts';
import { icons } from './icons.ts';

/** Conditions on whatever attributes the catalogue announces: those there are, and a form for one more. */
export class PvsConditions extends LitElement {
  static override readonly styles = [
    controlStyles,
    css`
      :host {
        display: block;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li,
      form {
        display: flex;
        align-items: center;
        gap: 0.375rem;
      }
      li span {
        flex: 1;
        overflow-wrap: anywhere;
      }
      form {
        flex-wrap: wrap;
      }
      .attribute {
        flex: 1 1 100%;
      }
      .value {
        flex: 1;
      }
    `,
  ];
  static override readonly properties = {
    where: { attribute: false },
    queryables: { attribute: false },
    chosen: { state: true },
  };

  /** See `formatCondition`. */
  declare where: readonly string[];
  declare queryables: readonly Queryable[];
  declare private chosen: Queryable | undefined;

  override render() {
    if (this.queryables.length === 0) return nothing;
    return html`<ul>
        ${this.where.map((text, index) => this.#condition(text, index))}
      </ul>
      <form @submit=${this.#add}>
        <select class="attribute" aria-label=${texts.addCondition} @change=${this.#choose}>
          <option value="" ?selected=${!this.chosen}>${texts.addCondition}</option>
          ${this.queryables.map(
            ({ attribute }) =>
              html`<option value=${attribute} ?selected=${attribute === this.chosen?.attribute}>
                ${attributeTitle(attribute)}
              </option>`,
          )}
        </select>
        ${this.chosen ? this.#valueFields(this.chosen) : nothing}
      </form>`;
  }

  #condition(text: string, index: number) {
    const condition = parseCondition(text, this.queryables);
    const words = condition ? inWords(condition) : texts.notUnderstood(text);
    const others = this.where.filter((_, at) => at !== index);
    return html`<li>
      <span>${words}</span>
      <button
        class="icon plain"
        title=${texts.dropCondition(words)}
        aria-label=${texts.dropCondition(words)}
        @click=${() => emit(this, 'filter-change', { where: others })}
      >
        ${icons.close}
      </button>
    </li>`;
  }

  #valueFields({ type, unit }: Queryable) {
    return html`<select name="comparison" aria-label=${texts.comparison}>
        ${comparisons[type].map((each) => html`<option value=${each}>${texts.comparisons[each]}</option>`)}
      </select>
      <input
        name="value"
        class="field value"
        required
        type=${type === 'time' ? 'date' : type === 'number' ? 'number' : 'text'}
        step="any"
        aria-label=${texts.conditionValue(unit)}
        placeholder=${unit ?? ''}
      />
      <button>${texts.add}</button>`;
  }

  #choose(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    this.chosen = this.queryables.find(({ attribute }) => attribute === value);
  }

  #add(event: Event): void {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const [comparison, value] = ['comparison', 'value'].map((name) => fields.get(name));
    if (!this.chosen || typeof comparison !== 'string' || typeof value !== 'string') return;
    const text = formatCondition({ queryable: this.chosen, comparison: comparison as Comparison, value });
    if (!parseCondition(text, this.queryables)) return;
    this.chosen = undefined;
    emit(this, 'filter-change', { where: [...this.where, text] });
  }
}

const inWords = ({ queryable: { attribute, unit }, comparison, value }: Condition) =>
  [attributeTitle(attribute), texts.comparisons[comparison], value, unit].filter((word) => word).join(' ');
