import type { ColourScheme } from '../map/palette.ts';

/** What the person chose: as the system is, or one of the two. */
export type SchemeChoice = 'auto' | ColourScheme;

const storageKey = 'pvs-colours';
const darkQuery = '(prefers-color-scheme: dark)';

/** Light or dark, kept in the browser, on the root element as `data-colours` for the style sheets. */
export class SchemeSetting {
  choice: SchemeChoice;
  readonly #onChange: () => void;
  readonly #system = matchMedia(darkQuery);

  constructor(onChange: () => void) {
    this.#onChange = onChange;
    const kept = readKept();
    this.choice = kept === 'light' || kept === 'dark' ? kept : 'auto';
    this.#system.addEventListener('change', onChange);
    document.documentElement.dataset['colours'] = this.choice;
  }

  get scheme(): ColourScheme {
    if (this.choice !== 'auto') return this.choice;
    return this.#system.matches ? 'dark' : 'light';
  }

  /** From one choice to the next. */
  turn(): void {
    const order: readonly SchemeChoice[] = ['auto', 'light', 'dark'];
    this.choice = order[(order.indexOf(this.choice) + 1) % order.length] ?? 'auto';
    document.documentElement.dataset['colours'] = this.choice;
    keep(this.choice);
    this.#onChange();
  }

  dispose(): void {
    this.#system.removeEventListener('change', this.#onChange);
  }
}

/** Storage can be forbidden; the page then forgets. */
function readKept(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

function keep(choice: SchemeChoice): void {
  try {
    localStorage.setItem(storageKey, choice);
  } catch {
    // As above.
  }
}
