/** The time cursor: a slider over the epoch axis, and dragging on a chart. Stops at evaluations. */
import { nearestIndex } from '../../../lab/measures/nearest.ts';
import { axisOf, epochAtShare, mergeEpochs, shareOf, type EpochAxis } from './axis.ts';
import type { Chart } from './chart.ts';

const STEPS = 1000;
/** Share of the axis that Page Up and Page Down go. */
const PAGE = 0.1;

export class Cursor {
  readonly #slider: HTMLInputElement;
  readonly #onMove: (epoch: number) => void;
  #stops: readonly number[] = [0];
  #index = 0;
  axis: EpochAxis = axisOf([], false);

  constructor(slider: HTMLInputElement, onMove: (epoch: number) => void) {
    this.#slider = slider;
    this.#onMove = onMove;
    slider.max = String(STEPS);
    slider.addEventListener('input', () => this.#seek(epochAtShare(this.axis, Number(slider.value) / STEPS)));
    slider.addEventListener('keydown', (event) => this.#press(event));
  }

  /** @param curves evaluated epochs of every run */
  setRuns(curves: readonly (readonly number[])[], isLinear: boolean): void {
    this.#stops = mergeEpochs(curves);
    this.axis = axisOf(curves, isLinear);
  }

  get epoch(): number {
    return this.#stops[this.#index] ?? 0;
  }

  /** Goes to the evaluation nearest to an epoch, without a word. */
  place(epoch: number): void {
    this.#index = Math.max(0, nearestIndex(this.#stops, epoch));
  }

  /** What the slider says of where it is. */
  show(text: string): void {
    this.#slider.value = String(Math.round(STEPS * shareOf(this.axis, this.epoch)));
    this.#slider.setAttribute('aria-valuetext', text);
  }

  #seek(epoch: number): void {
    this.place(epoch);
    this.#onMove(this.epoch);
  }

  #press(event: KeyboardEvent): void {
    const last = this.#stops.length - 1;
    const paged = (sign: number): number => {
      const wanted = epochAtShare(this.axis, shareOf(this.axis, this.epoch) + sign * PAGE);
      const there = nearestIndex(this.#stops, wanted);
      return there === this.#index ? there + sign : there;
    };
    const targets: Record<string, () => number> = {
      ArrowLeft: () => this.#index - 1,
      ArrowDown: () => this.#index - 1,
      ArrowRight: () => this.#index + 1,
      ArrowUp: () => this.#index + 1,
      PageDown: () => paged(-1),
      PageUp: () => paged(1),
      Home: () => 0,
      End: () => last,
    };
    const target = targets[event.key];
    if (!target || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.#index = Math.min(last, Math.max(0, target()));
    this.#onMove(this.epoch);
  }

  /** Lets a chart be dragged on; up and down still scrolls. */
  follow(chart: Chart): void {
    const { element } = chart;
    element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      this.#seek(chart.epochAt(event.clientX));
    });
    element.addEventListener('pointermove', (event) => {
      if (element.hasPointerCapture(event.pointerId)) this.#seek(chart.epochAt(event.clientX));
    });
  }
}
