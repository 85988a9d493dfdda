import { css, html, LitElement } from 'lit';
import type { ClientSettings } from '../../client-settings.ts';
import { RequestProblem } from '../search/request-problem.ts';
import { loadSettings } from '../state/load-settings.ts';
import { texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import { PvsViewer } from './pvs-viewer.ts';

/** Fetches the stack's settings, then shows its viewer; says what is wrong where they do not come. */
export class PvsApp extends LitElement {
  static override readonly styles = [
    controlStyles,
    css`
      :host {
        display: block;
        height: 100dvh;
      }
      .message {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: 0.5rem;
        height: 100%;
        padding: 1rem;
        text-align: center;
      }
      p {
        margin: 0;
        color: var(--muted);
      }
      h1 {
        margin: 0;
        font-size: 1.125rem;
      }
    `,
  ];
  static override readonly properties = { viewer: { state: true }, problem: { state: true } };

  declare private viewer: PvsViewer | undefined;
  declare private problem: RequestProblem | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override render() {
    if (this.viewer) return this.viewer;
    const { problem } = this;
    if (!problem) return html`<div class="message"><p>${texts.loading}</p></div>`;
    return html`<div class="message" role="alert">
      <h1>${texts.settingsFailed}</h1>
      <p>${problem.message} ${problem.advice}</p>
      <button @click=${() => this.#load()}>${texts.retry}</button>
    </div>`;
  }

  async #load(): Promise<void> {
    try {
      this.problem = undefined;
      const settings: ClientSettings = await loadSettings();
      document.title = settings.title;
      this.viewer = new PvsViewer(settings);
    } catch (error) {
      this.problem = error instanceof RequestProblem ? error : new RequestProblem(String(error), '');
    }
  }
}
