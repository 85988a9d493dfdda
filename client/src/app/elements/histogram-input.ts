import { beginBrush, moveBrush, nudge, panDomain, stepAt, zoomDomain } from '../time/time-brush.ts';
import type { Brush } from '../time/time-brush.ts';
import { xToTime } from '../time/time-axis.ts';
import type { TimeInterval } from '../time/time-interval.ts';
import { emit } from './emit.ts';
import type { PvsHistogram } from './pvs-histogram.ts';

const clickPx = 4;
const keySteps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
  Home: -3000,
  End: 3000,
};

/** What pointer, wheel and keys do on the histogram. */
export class HistogramInput {
  readonly #element: PvsHistogram;
  #drag: { readonly brush: Brush; readonly startX: number } | undefined;

  constructor(element: PvsHistogram) {
    this.#element = element;
  }

  readonly press = (event: PointerEvent): void => {
    const { grid, interval } = this.#element;
    if (!grid || event.button !== 0) return;
    const x = this.#x(event);
    this.#drag = { brush: beginBrush(grid, interval, x, event.pointerType === 'touch' ? 16 : 8), startX: x };
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  };

  readonly drag = (event: PointerEvent): void => {
    const { grid } = this.#element;
    if (!grid || !this.#drag || (!this.#element.draft && !this.#isDragged(event))) return;
    this.#draft(moveBrush(grid, this.#drag.brush, this.#x(event)));
  };

  readonly release = (event: PointerEvent): void => {
    const { grid, draft } = this.#element;
    if (!grid || !this.#drag) return;
    this.#drag = undefined;
    this.#draft(undefined);
    this.#choose(draft ?? stepAt(grid.unit, xToTime(grid.axis, this.#x(event))));
  };

  readonly cancel = (): void => {
    this.#drag = undefined;
    this.#draft(undefined);
  };

  readonly key = (event: KeyboardEvent): void => {
    const { grid, interval } = this.#element;
    const end = (event.target as SVGElement).dataset['end'];
    const steps = keySteps[event.key];
    if (event.key === 'Escape') return this.cancel();
    if (!grid || steps === undefined || (end !== 'start' && end !== 'end')) return;
    event.preventDefault();
    const { startMs, endMs } = grid.axis.domain;
    const whole = { startMs, endMs: endMs - 1 };
    this.#choose(nudge(grid, interval ?? whole, end, steps));
  };

  readonly wheel = {
    passive: false,
    handleEvent: (event: WheelEvent): void => {
      const { grid, whole } = this.#element;
      if (!grid || !whole) return;
      event.preventDefault();
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      const domain =
        Math.abs(sideways) > 0 && (event.shiftKey || Math.abs(sideways) > Math.abs(event.deltaY))
          ? panDomain(grid.axis, sideways, whole)
          : zoomDomain(grid.axis, this.#x(event), Math.exp(event.deltaY / 400), whole);
      const all = domain.startMs === whole.startMs && domain.endMs === whole.endMs;
      this.#element.zoomed = all ? undefined : domain;
    },
  };

  #draft(time: TimeInterval | undefined): void {
    this.#element.draft = time;
    emit(this.#element, 'time-draft', { time });
  }

  #choose(time: TimeInterval): void {
    emit(this.#element, 'time-change', { time });
  }

  #isDragged(event: PointerEvent): boolean {
    return Math.abs(this.#x(event) - (this.#drag?.startX ?? 0)) >= clickPx;
  }

  #x(event: MouseEvent): number {
    return event.clientX - this.#element.getBoundingClientRect().left;
  }
}
