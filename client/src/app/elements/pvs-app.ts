import { css, html, LitElement, nothing } from 'lit';
import type { ClientSettings } from '../../client-settings.ts';
import { session } from '../access/session.ts';
import { RequestProblem } from '../search/request-problem.ts';
import { loadSettings } from '../state/load-settings.ts';
import { parseUrlState } from '../state/url-state.ts';
import { texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import type { PvsSignIn } from './pvs-sign-in.ts';
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
  /** What anybody sees, told from what the token opens. */
  #open: readonly string[] = [];
  #settings: ClientSettings | undefined;
  /** The link that the page was opened with, which may name what only a token opens. */
  readonly #link = location.hash;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('sign-in-open', () => {
      void customElements.whenDefined('pvs-sign-in').then(() => this.#signIn?.show());
    });
    this.addEventListener('signed-in', () => void this.#load());
    session.addEventListener('end', this.#reload);
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    session.removeEventListener('end', this.#reload);
  }

  override render() {
    return html`${this.viewer ?? this.#message()} ${this.#settings?.signIn ? this.#dialog() : nothing}`;
  }

  #message() {
    const { problem } = this;
    if (!problem) return html`<div class="message"><p>${texts.loading}</p></div>`;
    return html`<div class="message" role="alert">
      <h1>${texts.settingsFailed}</h1>
      <p>${problem.message} ${problem.advice}</p>
      <button @click=${() => this.#load()}>${texts.retry}</button>
    </div>`;
  }

  #dialog() {
    const { collections = [], user } = this.#settings ?? {};
    const opened = collections.filter(({ id }) => !this.#open.includes(id)).map(({ title }) => title);
    return html`<pvs-sign-in .user=${user} .opened=${opened}></pvs-sign-in>`;
  }

  get #signIn(): PvsSignIn | null {
    return this.renderRoot.querySelector('pvs-sign-in');
  }

  readonly #reload = (): void => void this.#load();

  /** Shows the stack as whoever asks now may see it. */
  async #load(): Promise<void> {
    try {
      this.problem = undefined;
      const settings: ClientSettings = await loadSettings();
      const ids = settings.collections.map(({ id }) => id);
      if (!session.isSignedIn) this.#open = ids;
      document.title = settings.title;
      const { collection } = parseUrlState(this.#link);
      const isOpened =
        collection !== undefined && ids.includes(collection) && !this.#open.includes(collection);
      if (isOpened && !location.hash.includes('collection=')) location.hash = this.#link;
      this.#settings = settings;
      this.viewer = new PvsViewer(settings);
    } catch (error) {
      this.problem = error instanceof RequestProblem ? error : new RequestProblem(String(error), '');
    }
  }
}
