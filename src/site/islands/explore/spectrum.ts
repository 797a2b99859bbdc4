/** The Fourier spectrum of the embedding at one checkpoint: a bar for every frequency, the key ones dark and named. */
import { formatNumber } from '../../../figures/format.ts';
import { row } from './decode.ts';
import type { LoadedRun } from './files.ts';

const TOP = 10;
const FOOT = 22;
const LEFT = 30;

export class Spectrum {
  readonly element: HTMLElement;
  readonly #run: LoadedRun;
  #width = 0;
  #height = 0;
  /** The norm at the upper edge: that of the largest of all runs shown. */
  #reach = 1;
  #bars: Element[] = [];

  constructor(element: HTMLElement, run: LoadedRun) {
    this.element = element;
    this.#run = run;
  }

  draw(width: number, height: number, reach: number): void {
    const { spectrum } = this.#run;
    if (!spectrum) return;
    [this.#width, this.#height, this.#reach] = [width, height, reach];
    const bottom = height - FOOT;
    const words = (text: string, x: number, y: number, anchor: string, look: string): string =>
      `<text class="${look}" x="${x.toFixed(1)}" y="${y}" text-anchor="${anchor}">${text}</text>`;
    const half = Math.round((bottom + TOP) / 2);
    const grid = [
      [TOP, reach],
      [half, reach / 2],
      [bottom, 0],
    ].map(
      ([y = 0, norm = 0]) =>
        `<path class="s-${norm === 0 ? 'faint' : 'rule'}" d="M${LEFT},${y + 0.5}H${width}"/>${words(formatNumber(norm), LEFT - 6, y + 4, 'end', 'f-quiet')}`,
    );
    const labels = spreadOut(
      spectrum.keys.map((k) => this.#x(spectrum.frequencies.indexOf(k))),
      21,
      [LEFT + 7, width - 8],
    ).map((x, i) => words(String(spectrum.keys[i]), x, height - 6, 'middle', 'f-ink'));
    this.element.innerHTML = `<svg class="atlas-figure" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-size="12" fill="none" aria-hidden="true">${grid.join('')}<path class="bars s-faint"/><path class="bars s-ink"/>${labels.join('')}</svg>`;
    this.#bars = [...this.element.querySelectorAll('.bars')];
    const step = (width - LEFT) / spectrum.frequencies.length;
    for (const bars of this.#bars) bars.setAttribute('stroke-width', (0.74 * step).toFixed(2));
  }

  /** Middle of bar number `i`. */
  #x(i: number): number {
    return LEFT + ((i + 0.5) * (this.#width - LEFT)) / (this.#run.spectrum?.frequencies.length ?? 1);
  }

  /** @param t checkpoint */
  show(t: number): void {
    const { spectrum, norms } = this.#run;
    if (!spectrum || !norms) return;
    const bottom = this.#height - FOOT;
    const scale = ((bottom - TOP) * spectrum.reach) / 255 / this.#reach;
    const paths = ['', ''];
    row(norms, t, spectrum.frequencies.length).forEach((level, i) => {
      const isKey = spectrum.keys.includes(spectrum.frequencies[i] ?? 0);
      paths[isKey ? 1 : 0] += `M${this.#x(i).toFixed(1)},${bottom}v${(-scale * level).toFixed(1)}`;
    });
    this.#bars.forEach((bars, i) => bars.setAttribute('d', paths[i] ?? ''));
  }
}

/** Ascending positions moved apart to at least `gap`, from the left, then back from the right edge. */
function spreadOut(places: readonly number[], gap: number, [low, high]: readonly [number, number]): number[] {
  const result = [...places];
  result.forEach((x, i) => (result[i] = Math.max(x, i > 0 ? (result[i - 1] ?? 0) + gap : low)));
  for (let i = result.length - 1; i >= 0; i--)
    result[i] = Math.min(result[i] ?? 0, i + 1 < result.length ? (result[i + 1] ?? 0) - gap : high);
  return result;
}
