/** Draws the page's time cursor into its figures: a line at the epoch and a veil over what comes after. */
import type { TimeAxis } from '../../figures/figure.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** A drawing with an axis of epochs. */
export interface TimedDrawing {
  readonly element: HTMLElement;
  readonly axis: TimeAxis;
  readonly line: SVGLineElement;
  readonly veil: SVGRectElement;
}

export function timedDrawings(): TimedDrawing[] {
  return [...document.querySelectorAll<HTMLElement>('[data-time]')].flatMap((element) => {
    const svg = element.querySelector('svg');
    return svg ? [prepare(element, svg, JSON.parse(element.dataset['time'] ?? '') as TimeAxis)] : [];
  });
}

function prepare(element: HTMLElement, svg: SVGElement, axis: TimeAxis): TimedDrawing {
  const line = document.createElementNS(SVG, 'line');
  const veil = document.createElementNS(SVG, 'rect');
  line.setAttribute('class', 'time-cursor');
  veil.setAttribute('class', 'time-future');
  const { top, bottom } = axis;
  setAll(line, { y1: top, y2: bottom });
  setAll(veil, { y: top - 1, height: bottom - top });
  svg.append(veil, line);
  return { element, axis, line, veil };
}

function setAll(element: Element, attributes: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value.toFixed(1));
}

/** Moves the line; null takes line and veil away. */
export function showTime({ axis, line, veil }: TimedDrawing, epoch: number | null): void {
  line.style.display = veil.style.display = epoch === null ? 'none' : '';
  if (epoch === null) return;
  const x = xOf(axis, epoch);
  const right = axis.range[1];
  setAll(line, { x1: x, x2: x });
  setAll(veil, { x, width: Math.max(0, right - x) });
}

function xOf({ scale, domain: [start, end], range: [left, right] }: TimeAxis, epoch: number): number {
  const inside = Math.min(Math.max(epoch, start), end);
  const share = scale === 'log' ? Math.log(inside / start) / Math.log(end / start) : (inside - start) / (end - start);
  return left + share * (right - left);
}

/** Epoch under a pointer. */
export function epochAt({ element, axis }: TimedDrawing, clientX: number): number {
  const svg = element.querySelector('svg') as SVGSVGElement;
  const box = svg.getBoundingClientRect();
  const x = ((clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
  const [left, right] = axis.range;
  const [start, end] = axis.domain;
  const share = Math.min(1, Math.max(0, (x - left) / (right - left)));
  return axis.scale === 'log' ? start * (end / start) ** share : start + share * (end - start);
}
