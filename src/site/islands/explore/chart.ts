/** Lines over epochs with the time cursor, as SVG. Drawn when runs, axis or width change; the cursor only moves. */
import { formatTick } from '../../../figures/format.ts';
import { nearestIndex } from '../../../lab/measures/nearest.ts';
import type { Series } from '../../explore/runFile.ts';
import { epochAtShare, epochTicks, shareOf, type EpochAxis } from './axis.ts';
import { heightOf, type ValueScale } from './scales.ts';

export interface ChartLine extends Series {
  /** Of the palette: "train", "third", … */
  readonly colour: string;
  /** Written at the line's end. */
  readonly label: string;
  readonly isDashed?: boolean;
  readonly isThin?: boolean;
}

export interface Passage {
  readonly epoch: number;
  /** Written above the hairline; may be empty. */
  readonly text: string;
  readonly colour: string;
}

export interface ChartContent {
  readonly axis: EpochAxis;
  readonly scale: ValueScale;
  readonly lines: readonly ChartLine[];
  /** Marked by vertical hairlines. */
  readonly passages: readonly Passage[];
  /** px right of the axis, for the names of the lines. */
  readonly room: number;
}

const FONT_SIZE = 12;
const TOP = 22;
const FOOT = 24;
const LEFT = 40;
const px = (x: number): string => x.toFixed(1);

export class Chart {
  readonly element: HTMLElement;
  #content: ChartContent | null = null;
  #line: Element | null = null;
  #veil: Element | null = null;
  #dots: Element[] = [];
  #right = 0;
  #bottom = 0;

  constructor(element: HTMLElement) {
    this.element = element;
  }

  /** @param width px; the height follows. */
  draw(content: ChartContent, width: number): void {
    const { scale, axis, lines, passages, room } = content;
    const height = Math.round(Math.min(230, Math.max(176, 0.42 * width)));
    this.#content = content;
    this.#right = width - room;
    this.#bottom = height - FOOT;
    const [right, bottom] = [px(this.#right), px(this.#bottom)];
    const marks = [
      ...scale.ticks.map((tick) => {
        const y = px(this.#y(tick));
        return `<path class="${tick === 0 && scale.low < 0 ? 's-faint' : 's-rule'}" d="M${LEFT},${y}H${right}"/>${text(scale.format(tick), LEFT - 6, this.#y(tick) + 4, 'end')}`;
      }),
      `<path class="s-faint" d="M${LEFT},${bottom}H${right}"/>`,
      ...epochTicks(axis).map((epoch) => {
        const x = this.#x(epoch);
        return `<path class="s-faint" d="M${px(x)},${bottom}v4"/>${text(formatTick(epoch), x, height - 6, 'middle')}`;
      }),
      text('epoch', width - 1, height - 6, 'end'),
      ...passages.map(
        ({ epoch, colour }) => `<path class="s-${colour} passage" d="M${px(this.#x(epoch))},${TOP - 6}V${bottom}"/>`,
      ),
      ...lines.map((line) => this.#path(line)),
      `<rect class="time-future" y="${TOP - 6}" height="${px(this.#bottom - TOP + 5)}"/>`,
      ...passages.map(({ text: words, epoch }) =>
        text(words, Math.min(this.#x(epoch), width - 3.1 * words.length), TOP - 10, 'middle', 'f-ink'),
      ),
      ...this.#labels(lines),
      `<line class="time-cursor" y1="${TOP - 6}" y2="${bottom}"/>`,
      ...lines.map(({ colour }) => `<circle class="f-${colour}" r="3"/>`),
    ];
    this.element.innerHTML = `<svg class="atlas-figure" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-size="${FONT_SIZE}" fill="none" aria-hidden="true">${marks.join('')}</svg>`;
    this.#line = this.element.querySelector('.time-cursor');
    this.#veil = this.element.querySelector('.time-future');
    this.#dots = [...this.element.querySelectorAll('circle')];
  }

  #x(epoch: number): number {
    return LEFT + (this.#content ? shareOf(this.#content.axis, epoch) : 0) * (this.#right - LEFT);
  }

  #y(value: number): number {
    return this.#bottom - (this.#content ? heightOf(this.#content.scale, value) : 0) * (this.#bottom - TOP);
  }

  #path({ epochs, values, colour, isDashed, isThin }: ChartLine): string {
    const points = epochs.map((epoch, i) => `${px(this.#x(epoch))},${px(this.#y(values[i] ?? NaN))}`);
    const look = `stroke-width="${isThin ? 1.1 : 1.7}"${isDashed ? ' stroke-dasharray="5 3"' : ''} stroke-linejoin="round"`;
    return points.length > 0 ? `<path class="s-${colour}" ${look} d="M${points.join('L')}"/>` : '';
  }

  /** At the ends of the lines, moved apart where one would cover another. */
  #labels(lines: readonly ChartLine[]): string[] {
    const ends = lines
      .filter(({ label, epochs }) => label !== '' && epochs.length > 0)
      .map(({ label, colour, epochs, values }) => ({
        label,
        colour,
        x: this.#x(epochs.at(-1) ?? 0) + 6,
        y: this.#y(values.at(-1) ?? 0) + 4,
      }))
      .sort((one, other) => one.y - other.y);
    const gap = 1.15 * FONT_SIZE;
    type End = (typeof ends)[number];
    const isBeside = (one: End, other: End): boolean => Math.abs(one.x - other.x) < 24;
    ends.forEach((end, i) => {
      for (const above of ends.slice(0, i)) if (isBeside(above, end)) end.y = Math.max(end.y, above.y + gap);
    });
    // Back up from the lower edge.
    [...ends].reverse().forEach((end, i, upwards) => {
      end.y = Math.min(end.y, this.#bottom + 2);
      for (const below of upwards.slice(0, i)) if (isBeside(below, end)) end.y = Math.min(end.y, below.y - gap);
    });
    return ends.map(({ label, colour, x, y }) => text(label, x, y, 'start', `f-${colour} halo`));
  }

  /** Moves the cursor to an epoch. */
  move(epoch: number): void {
    if (!this.#content || !this.#line || !this.#veil) return;
    const x = px(this.#x(epoch));
    this.#line.setAttribute('x1', x);
    this.#line.setAttribute('x2', x);
    this.#veil.setAttribute('x', x);
    this.#veil.setAttribute('width', px(Math.max(0, this.#right - Number(x) + 4)));
    this.#content.lines.forEach(({ epochs, values }, i) => {
      const at = nearestIndex(epochs, epoch);
      const isThere = at >= 0 && epoch <= (epochs.at(-1) ?? 0);
      const dot = this.#dots[i];
      dot?.setAttribute('r', isThere ? '3' : '0');
      if (!isThere) return;
      dot?.setAttribute('cx', px(this.#x(epochs[at] ?? 0)));
      dot?.setAttribute('cy', px(this.#y(values[at] ?? 0)));
    });
  }

  /** Epoch below a pointer. */
  epochAt(clientX: number): number {
    if (!this.#content) return 0;
    const x = clientX - this.element.getBoundingClientRect().left;
    return epochAtShare(this.#content.axis, (x - LEFT) / (this.#right - LEFT));
  }
}

const text = (words: string, x: number, y: number, anchor: string, look = 'f-quiet'): string =>
  `<text class="${look}" x="${px(x)}" y="${px(y)}" text-anchor="${anchor}">${words}</text>`;
