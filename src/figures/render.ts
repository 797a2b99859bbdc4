/**
 * The one way from Plot to SVG: panels → one standalone <svg>, the same bytes in every process. No other file
 * knows the DOM shim. Plot's ids (counted per process) become `<id>-1`, `<id>-2`, …; numbers are rounded; groups of one
 * look that follow each other become one; its style sheet and class go.
 */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { DrawOptions } from './figure.ts';
import { colourClass, colours } from './palette.ts';
import { shortPath } from './pathData.ts';

/** A plot and where its corner lies in the figure, px. */
export interface Panel {
  readonly x: number;
  readonly y: number;
  readonly plot: Plot.PlotOptions & { readonly width: number; readonly height: number };
}

export interface Canvas {
  readonly id: string;
  readonly theme: DrawOptions['theme'];
  readonly width: number;
  readonly height: number;
}

/** Attributes in viewBox units: rounded to 0.1. */
const LENGTHS = new Set(
  'd points transform x y x1 x2 y1 y2 dx dy cx cy r rx ry width height stroke-dasharray font-size'.split(' '),
);
/** Said by the figure's alternative text, or by the root for all. */
const REDUNDANT = ['aria-label', 'aria-hidden', 'aria-description', 'font-variant', 'stroke-miterlimit'];
const FONTS = "'Inter Variable', Inter, system-ui, sans-serif";

/** @returns markup of one <svg> with a viewBox. Theme "raster": paper behind it and hex colours throughout. */
export function render(panels: readonly Panel[], { id, theme, width, height }: Canvas): string {
  const parts = panels.map((panel) => renderPanel(panel, theme));
  const root = [
    'xmlns="http://www.w3.org/2000/svg"',
    'class="atlas-figure"',
    `viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}"`,
    `font-family="${FONTS}" font-size="12" text-anchor="middle" stroke-miterlimit="1"`,
    `fill="${theme === 'page' ? 'currentColor' : colours.ink}"`,
  ].join(' ');
  const paper = theme === 'page' ? '' : `<rect width="100%" height="100%" fill="${colours.paper}"/>`;
  return prefixIds(`<svg ${root}>${paper}${parts.join('')}</svg>`, id);
}

function renderPanel({ x, y, plot }: Panel, theme: DrawOptions['theme']): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = Plot.plot({ ...plot, document: document }) as unknown as Element;
  if (svg.tagName.toLowerCase() !== 'svg')
    throw new TypeError(`render: Plot gave <${svg.tagName}>; title, caption and legend belong to the page`);
  svg.querySelectorAll('style').forEach((style) => {
    style.remove();
  });
  svg.querySelectorAll('*').forEach((element) => {
    tidy(element, theme);
  });
  [svg, ...svg.querySelectorAll('g')].forEach(mergeGroups);
  const inner = svg.innerHTML
    .replaceAll('&nbsp;', '&#160;')
    .replace(/ ?\/>|><\/(path|line|rect|circle|image|use|stop)>/g, '/>');
  return x === 0 && y === 0 ? inner : `<g transform="translate(${round(x)},${round(y)})">${inner}</g>`;
}

/** Rounds lengths, drops what the figure's text alternative says, and gives themed colours their class. */
function tidy(element: Element, theme: DrawOptions['theme']): void {
  for (const name of REDUNDANT) element.removeAttribute(name);
  const classes: string[] = [];
  for (const { name, value } of [...element.attributes]) {
    if (LENGTHS.has(name)) element.setAttribute(name, name === 'd' ? shortPath(roundAll(value)) : roundAll(value));
    if (name !== 'fill' && name !== 'stroke') continue;
    const themed = colourClass(name, value);
    if (theme === 'page' && themed) {
      classes.push(themed);
      element.removeAttribute(name);
    } else if (value === 'currentColor' && theme === 'raster') element.setAttribute(name, colours.ink);
  }
  if (element.tagName.toLowerCase() === 'text') untranslate(element);
  if (element.hasAttribute('class')) classes.push(element.getAttribute('class') ?? '');
  if (classes.length > 0) element.setAttribute('class', classes.join(' '));
}

/** A text of one line that is only moved, not turned: at its place, in fewer letters. */
function untranslate(text: Element): void {
  const [, x, y] = /^translate\(([-\d.]+),([-\d.]+)\)$/.exec(text.getAttribute('transform') ?? '') ?? [];
  const shift = text.getAttribute('y');
  if (x === undefined || y === undefined || !shift?.endsWith('em') || text.hasAttribute('x') || text.children.length > 0) return; // prettier-ignore
  text.removeAttribute('transform');
  for (const [name, value] of Object.entries({ x, y, dy: shift })) text.setAttribute(name, value);
}

/** With one of these a group is more than its marks, each drawn with its look. */
const OF_THE_WHOLE = ['id', 'transform', 'clip-path'];

/** Groups that follow each other with the same look become one. Every mark of Plot, a tick or a name, has its own. */
function mergeGroups(parent: Element): void {
  let before = null as { readonly group: Element; readonly look: string } | null;
  for (const child of [...parent.children]) {
    const isPlain = child.tagName.toLowerCase() === 'g' && !OF_THE_WHOLE.some((name) => child.hasAttribute(name));
    const look = [...child.attributes].map(({ name, value }) => `${name}=${value}`).join(' ');
    if (isPlain && before?.look === look) {
      before.group.append(...child.childNodes);
      child.remove();
    } else before = isPlain ? { group: child, look } : null;
  }
}

const round = (x: number): number => Math.round(10 * x) / 10 + 0;

function roundAll(text: string): string {
  return text.replace(/-?(\d+\.\d+|\.\d+|\d+)(e-?\d+)?/g, (number) => String(round(Number(number))));
}

/** Renames ids in order of appearance, and the references to them. */
function prefixIds(markup: string, prefix: string): string {
  const names = new Map<string, string>();
  for (const [, id = ''] of markup.matchAll(/\sid="([^"]+)"/g)) {
    if (!names.has(id)) names.set(id, `${prefix}-${names.size + 1}`);
  }
  return markup
    .replace(/\sid="([^"]+)"/g, (_, id: string) => ` id="${names.get(id) ?? id}"`)
    .replace(/url\(#([^)]+)\)/g, (_, id: string) => `url(#${names.get(id) ?? id})`)
    .replace(/href="#([^"]+)"/g, (_, id: string) => `href="#${names.get(id) ?? id}"`);
}
