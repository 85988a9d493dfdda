import { html, LitElement, nothing } from 'lit';
import { readToken, tryToken, whyRefused } from '../access/try-token.ts';
import { session } from '../access/session.ts';
import { RequestProblem } from '../search/request-problem.ts';
import { texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import { dialogStyles } from './dialog-styles.ts';
import { emit } from './emit.ts';
import { icons } from './icons.ts';
import { signInStyles } from './sign-in-styles.ts';

/** A dialog in which a person gives their token, or is told who they are and signs out. */
export class PvsSignIn extends LitElement {
  static override readonly styles = [controlStyles, dialogStyles, signInStyles];
  static override readonly properties = {
    user: {},
    opened: { attribute: false },
    problem: { state: true },
    busy: { state: true },
  };

  /** As the server knows them. */
  declare user: string | undefined;
  /** Titles of the collections that only the token opens. */
  declare opened: readonly string[];
  declare private problem: RequestProblem | undefined;
  declare private busy: boolean;

  constructor() {
    super();
    this.opened = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    session.addEventListener('end', this.#tellEnd);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    session.removeEventListener('end', this.#tellEnd);
  }

  show(): void {
    this.problem = undefined;
    this.requestUpdate();
    void this.#open();
  }

  override render() {
    return html`<dialog aria-labelledby="title">
      <header>
        <h2 id="title">${session.isSignedIn ? this.#who : texts.signIn.title}</h2>
        <form method="dialog">
          <button class="icon plain" title=${texts.close} aria-label=${texts.close}>${icons.close}</button>
        </form>
      </header>
      ${session.isSignedIn ? this.#account() : this.#form()}
    </dialog>`;
  }

  get #who(): string {
    return this.user === undefined ? texts.signIn.signedIn : texts.signIn.signedInAs(this.user);
  }

  #account() {
    const { opens, opensNothing, elsewhere, signOut } = texts.signIn;
    return html`<p role="status">${this.opened.length > 0 ? opens(this.opened) : opensNothing}</p>
      <p>${elsewhere}</p>
      <button @click=${() => session.end()}>${signOut}</button>`;
  }

  #form() {
    const { intro, token, kept, insecure, signIn } = texts.signIn;
    return html`<p>${intro}</p>
      <form @submit=${this.#submit}>
        <label for="token">${token}</label>
        <div class="row">
          <input
            id="token"
            class="field"
            type="password"
            required
            autocomplete="off"
            spellcheck="false"
            aria-describedby="kept problem"
            aria-invalid=${this.problem ? 'true' : 'false'}
          />
          <button class="strong" ?disabled=${this.busy}>${signIn}</button>
        </div>
        <p id="kept">${kept} ${isSecureContext ? nothing : html`<strong>${insecure}</strong>`}</p>
        <div id="problem" role="alert">
          ${this.problem ? html`<strong>${this.problem.message}</strong> ${this.problem.advice}` : nothing}
        </div>
      </form>`;
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    const field = this.renderRoot.querySelector<HTMLInputElement>('#token');
    const token = readToken(field?.value ?? '');
    this.busy = true;
    this.problem = undefined;
    try {
      await tryToken(token);
      session.begin(token);
      emit(this, 'signed-in');
    } catch (error) {
      this.problem = error instanceof RequestProblem ? error : new RequestProblem(String(error), '');
      field?.select();
    } finally {
      this.busy = false;
    }
  }

  readonly #tellEnd = (): void => {
    const { reason } = session;
    this.problem =
      reason === undefined ? undefined : new RequestProblem(texts.signIn.ended, whyRefused(reason));
    this.requestUpdate();
    if (reason === undefined) this.renderRoot.querySelector('dialog')?.close();
    else void this.#open();
  };

  /** Not before it was rendered: asked for as soon as it is defined, it has no dialog yet. */
  async #open(): Promise<void> {
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
    this.renderRoot.querySelector<HTMLElement>('#token')?.focus();
  }
}
