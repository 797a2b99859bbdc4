/** Where the texts of a drawing lie, as far as `textWidth` can tell. */
import { parseHTML } from 'linkedom';
import { textWidth } from '../../src/figures/format.ts';

export interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const parse = (svg: string): ParentNode => parseHTML(`<!doctype html><html><body>${svg}</body></html>`).document;

/** @param svg as text, or as part of a page */
export function textBoxes(svg: string | Element): TextBox[] {
  return [...(typeof svg === 'string' ? parse(svg) : svg).querySelectorAll('text')].map((element) => {
    let [x = 0, y = 0] = ['x', 'y'].map((name) => Number(element.getAttribute(name)?.replace(/.*em$/, '') ?? 0));
    const inherited: Record<string, string> = {};
    for (let at: Element | null = element; at; at = at.parentElement) {
      const [, dx = '0', dy = '0'] =
        /translate\((-?[\d.]+),(-?[\d.]+)\)/.exec(at.getAttribute('transform') ?? '') ?? [];
      [x, y] = [x + Number(dx), y + Number(dy)];
      for (const name of ['font-size', 'text-anchor', 'font-weight'])
        if (at.hasAttribute(name)) inherited[name] ??= at.getAttribute(name) ?? '';
    }
    const fontSize = Number(inherited['font-size'] ?? 12);
    const text = element.textContent ?? '';
    const width = textWidth(text, fontSize, inherited['font-weight'] === '600');
    const anchor = inherited['text-anchor'];
    const left = anchor === 'end' ? x - width : anchor === 'start' ? x : x - width / 2;
    return { text, left, right: left + width, top: y - 0.4 * fontSize, bottom: y + 0.4 * fontSize };
  });
}

/** Pairs of texts that overlap, as "one × other". */
export function overlappingTexts(svg: string | Element): string[] {
  const boxes = textBoxes(svg);
  return boxes.flatMap((one, i) =>
    boxes
      .slice(i + 1)
      .filter(
        (other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom,
      )
      .map((other) => `${one.text} × ${other.text}`),
  );
}

/** Texts that reach beyond the edges of a drawing. */
export const cutTexts = (svg: string | Element, { width, height }: { width: number; height: number }): string[] =>
  textBoxes(svg)
    .filter(({ left, right, top, bottom }) => Math.min(left, top) < 0 || right > width + 1 || bottom > height)
    .map(({ text }) => text);
