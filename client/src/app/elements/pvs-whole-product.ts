import { css, html, LitElement, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { measureAnswer } from '../search/measure-answer.ts';
import type { AnswerSize } from '../search/measure-answer.ts';
import { texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import { icons } from './icons.ts';

/** Everything of a product in one file, and before it is downloaded how that is called and how large it is. */
export class PvsWholeProduct extends LitElement {
  static override readonly styles = [
    controlStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.375rem 0.625rem;
      }
      span {
        min-width: 0;
        color: var(--muted);
        overflow-wrap: anywhere;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];
  static override readonly properties = {
    href: {},
    listedBytes: { type: Number },
    size: { state: true },
  };

  /** Where it is, relative to the page. */
  declare href: string;
  /** Of its files together, said where the server does not know before. */
  declare listedBytes: number;
  declare private size: AnswerSize | undefined;
  #abort = new AbortController();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort.abort();
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('href')) void this.#measure();
  }

  override render() {
    const { size } = this;
    return html`<a
        class="button strong"
        href=${this.href}
        download
        aria-disabled=${size?.problem ? 'true' : 'false'}
        >${icons.download} ${texts.wholeProduct}</a
      >
      <span role="status">${size ? this.#words(size) : texts.cutOut.measuring}</span>`;
  }

  #words({ bytes, name, problem }: AnswerSize) {
    if (problem !== undefined) return problem;
    const known = bytes ?? (this.listedBytes > 0 ? this.listedBytes : undefined);
    const said = known === undefined ? undefined : texts.size(known);
    const about = bytes === undefined && said !== undefined ? texts.about(said) : said;
    return about === undefined && name === undefined
      ? nothing
      : [about, name].filter((part) => part !== undefined).join(' · ');
  }

  async #measure(): Promise<void> {
    this.#abort.abort();
    const { signal } = (this.#abort = new AbortController());
    this.size = undefined;
    const size = await measureAnswer(this.href, signal);
    if (!signal.aborted) this.size = size;
  }
}
