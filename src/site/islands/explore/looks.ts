/** Names and colours of the runs that are compared, and small elements. */

export const LETTERS = ['A', 'B', 'C', 'D'] as const;

/** Colours of the palette for compared runs; those of train and test mean the splits and belong to no run. */
const RUN_COLOURS = ['third', 'fourth', 'fifth', 'sixth'] as const;

export const letterOf = (i: number): string => LETTERS[i] ?? '';
export const colourOf = (i: number): string => RUN_COLOURS[i] ?? 'ink';

/** An element with a class and a text. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  text = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
