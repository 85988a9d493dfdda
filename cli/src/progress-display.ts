/** A bar that is drawn over itself on a terminal; elsewhere only the lines between which it would stand. */
export interface ProgressDisplay {
  update(progress: { readonly fraction: number; readonly text: string }): void;
  /** A line that stays. */
  note(line: string): void;
  /** Takes the bar away. */
  end(): void;
}

/** What a display writes to: `process.stderr`, or anything that collects text. */
export interface DisplayStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const BAR_WIDTH = 30;
const CLEAR_LINE = '\r\u001B[2K';

export function createProgressDisplay(stream: DisplayStream): ProgressDisplay {
  if (stream.isTTY !== true) {
    return { update: () => undefined, note: (line) => stream.write(`${line}\n`), end: () => undefined };
  }
  let bar = '';
  const draw = () => stream.write(`${CLEAR_LINE}${bar}`);
  return {
    update({ fraction, text }) {
      const filled = Math.round(BAR_WIDTH * Math.min(1, Math.max(0, fraction)));
      const shown = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${Math.floor(100 * fraction)} % ${text}`;
      // A terminal that does not know its width says 0.
      bar = [...shown].slice(0, (stream.columns || 80) - 1).join('');
      draw();
    },
    note(line) {
      stream.write(`${CLEAR_LINE}${line}\n`);
      draw();
    },
    end() {
      bar = '';
      draw();
    },
  };
}
