import { html } from 'lit';
import { texts } from '../texts/texts.ts';
import { icons } from './icons.ts';

/** A button that copies the text and says so for a moment. */
export function copyButton(text: string, label: string) {
  return html`<button
    class="icon copy"
    title=${label}
    aria-label=${label}
    @click=${(event: Event) => void copy(event, text)}
  >
    ${icons.copy}
  </button>`;
}

async function copy(event: Event, text: string): Promise<void> {
  const button = event.currentTarget as HTMLButtonElement;
  await writeText(text, button);
  button.dataset['said'] = texts.copied;
  setTimeout(() => delete button.dataset['said'], 1500);
}

/** The clipboard needs https or localhost; elsewhere the old way through a selection still works. */
async function writeText(text: string, near: HTMLElement): Promise<void> {
  if (globalThis.isSecureContext) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'visually-hidden';
  near.after(field);
  field.select();
  document.execCommand('copy');
  field.remove();
  near.focus();
}
