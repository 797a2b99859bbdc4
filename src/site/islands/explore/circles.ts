/** The residues in the planes of the key frequencies, one picture a frequency, all at one scale, on one canvas. */
import { formatPercent } from '../../../figures/format.ts';
import { planeAt } from './decode.ts';
import type { LoadedRun } from './files.ts';
import { sharpen } from './sharpen.ts';

/** px below a picture. */
const FOOT = 20;
const NOWHERE = -128;

export class Circles {
  readonly canvas: HTMLCanvasElement;
  readonly #run: LoadedRun;
  /** Around the circle. */
  readonly #hues: readonly string[];
  #context: CanvasRenderingContext2D | null = null;
  #side = 0;
  #columns = 1;
  #inset = 0;
  #width = 0;
  #height = 0;
  #ink = '';
  #faint = '';

  constructor(canvas: HTMLCanvasElement, run: LoadedRun, hues: readonly string[]) {
    this.canvas = canvas;
    this.#run = run;
    this.#hues = hues;
  }

  /** As large as the pictures can be in this box, px. */
  draw(width: number, height: number): void {
    const count = this.#run.planes?.keys.length ?? 0;
    const sideAt = (columns: number): number =>
      Math.floor(Math.min(width / columns, height / Math.ceil(count / columns) - FOOT));
    for (let columns = 1; columns <= count; columns++)
      if (columns === 1 || sideAt(columns) > sideAt(this.#columns)) this.#columns = columns;
    this.#side = sideAt(this.#columns);
    this.#inset = Math.floor((width - this.#columns * this.#side) / 2);
    [this.#width, this.#height] = [width, Math.ceil(count / this.#columns) * (this.#side + FOOT)];
    this.#context = sharpen(this.canvas, this.#width, this.#height);
    this.recolour();
  }

  /** Takes the colours of the page's theme: ink from the canvas, a fainter one from its border. */
  recolour(): void {
    const style = getComputedStyle(this.canvas);
    [this.#ink, this.#faint] = [style.color, style.outlineColor];
  }

  /** @param t frame */
  show(t: number): void {
    const { planes, planeBytes } = this.#run;
    const context = this.#context;
    if (!planes || !planeBytes || !context) return;
    const most = Math.max(...planes.reaches);
    context.clearRect(0, 0, this.#width, this.#height);
    context.font = `12px ${getComputedFont(this.canvas)}`;
    context.textAlign = 'center';
    planes.keys.forEach((k, key) => {
      const x = this.#inset + ((key % this.#columns) + 0.5) * this.#side;
      const top = Math.floor(key / this.#columns) * (this.#side + FOOT);
      const scale = (0.46 * this.#side * (planes.reaches[key] ?? 0)) / most / 127;
      this.#ring(context, planeAt(planeBytes, planes, { t, key }), { x, y: top + this.#side / 2, scale });
      const share = planes.shares[t]?.[key];
      context.fillStyle = this.#ink;
      const isRoomy = this.#side > 88;
      context.fillText(
        isRoomy && typeof share === 'number' ? `k = ${k} · ${formatPercent(share, 0)}` : `k = ${k}`,
        x,
        top + this.#side + 13,
      );
    });
  }

  #ring(
    context: CanvasRenderingContext2D,
    points: Int8Array,
    { x, y, scale }: { readonly x: number; readonly y: number; readonly scale: number },
  ): void {
    const isPlaced = (i: number): boolean => points[i] !== NOWHERE && points[i + 1] !== NOWHERE;
    context.strokeStyle = this.#faint;
    context.lineWidth = 0.7;
    context.beginPath();
    for (let i = 0; i < points.length; i += 2)
      if (isPlaced(i)) context.lineTo(x + scale * (points[i] ?? 0), y - scale * (points[i + 1] ?? 0));
    context.closePath();
    context.stroke();
    const radius = Math.max(1.6, this.#side / 70);
    for (let i = 0; i < points.length; i += 2) {
      if (!isPlaced(i)) continue;
      context.fillStyle = this.#hues[Math.floor((i / points.length) * this.#hues.length)] ?? '';
      context.beginPath();
      context.arc(x + scale * (points[i] ?? 0), y - scale * (points[i + 1] ?? 0), radius, 0, 7);
      context.fill();
    }
  }
}

let font = '';
/** The family of the page's interface: read once. */
const getComputedFont = (element: Element): string => (font ||= getComputedStyle(element).fontFamily);
