import { css, html, LitElement } from 'lit';
import { emit } from '../elements/emit.ts';
import type { Comparison } from '../state/compare-state.ts';
import { texts } from '../texts/texts.ts';

const keySteps: Readonly<Record<string, number>> = {
  ArrowLeft: -0.02,
  ArrowRight: 0.02,
  PageDown: -0.1,
  PageUp: 0.1,
  Home: -1,
  End: 1,
};

/** The line between two compared pictures, moved by pointer or keyboard. */
export class PvsDivider extends LitElement {
  static override readonly styles = css`
    :host {
      position: absolute;
      inset: 0;
      z-index: 1;
      overflow: hidden;
      pointer-events: none;
    }
    .line {
      position: absolute;
      top: 0;
      bottom: 0;
      width: 2.5rem;
      margin-left: -1.25rem;
      cursor: ew-resize;
      pointer-events: auto;
      touch-action: none;
      outline: none;
    }
    .line::before {
      content: '';
      position: absolute;
      top: 0;
      bottom: 0;
      left: calc(50% - 1px);
      width: 2px;
      background: var(--panel);
      box-shadow: 0 0 0 1px var(--line);
    }
    .grip {
      position: absolute;
      top: calc(50% - 1.125rem);
      left: calc(50% - 1.125rem);
      display: grid;
      place-content: center;
      width: 2.25rem;
      height: 2.25rem;
      border: 1px solid var(--line);
      border-radius: 50%;
      background: var(--panel);
      box-shadow: var(--shadow);
      color: var(--text);
    }
    .line:focus-visible .grip {
      outline: 2px solid var(--accent);
      outline-offset: 2px;
    }
  `;
  static override readonly properties = { compare: { attribute: false } };

  declare compare: Comparison;
  #dragging = false;

  override render() {
    const percent = Math.round(this.compare.divider * 100);
    return html`<div
      class="line"
      role="slider"
      tabindex="0"
      aria-label=${texts.divider}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percent}
      aria-valuetext=${texts.percent(percent)}
      @pointerdown=${this.#press}
      @pointermove=${this.#drag}
      @pointerup=${() => (this.#dragging = false)}
      @pointercancel=${() => (this.#dragging = false)}
      @keydown=${this.#key}
    >
      <div class="grip">
        <svg
          width="16"
          height="16"
          viewBox="0 0 16 16"
          fill="none"
          stroke="currentColor"
          stroke-width="1.5"
          aria-hidden="true"
        >
          <path d="m5.5 4-4 4 4 4M10.5 4l4 4-4 4" />
        </svg>
      </div>
    </div>`;
  }

  override updated(): void {
    // Set here and not in the template: the content security policy forbids style attributes.
    const line = this.renderRoot.querySelector<HTMLElement>('.line');
    if (line) line.style.left = `${this.compare.divider * 100}%`;
  }

  #press(event: PointerEvent): void {
    this.#dragging = true;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  }

  #drag(event: PointerEvent): void {
    const { left, width } = this.getBoundingClientRect();
    if (this.#dragging) this.#move((event.clientX - left) / width);
  }

  #key(event: KeyboardEvent): void {
    const step = keySteps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#move(this.compare.divider + step);
  }

  #move(to: number): void {
    emit(this, 'compare-change', { compare: { ...this.compare, divider: Math.min(1, Math.max(0, to)) } });
  }
}
