/** Text by the columns it takes on a terminal. Escape sequences take none. */
import { stripVTControlCharacters } from 'node:util';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
// East Asian wide and fullwidth letters, and what is shown as an emoji.
const WIDE =
  /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|^\p{RGI_Emoji}$/v;
// eslint-disable-next-line no-control-regex -- a style begins with the escape character
const STYLE = /(\x1b\[[\d;]*m)/;

const widthOfGrapheme = (grapheme: string): number => (WIDE.test(grapheme) ? 2 : 1);

export const widthOf = (text: string): number =>
  Array.from(graphemes.segment(stripVTControlCharacters(text))).reduce(
    (sum, { segment }) => sum + widthOfGrapheme(segment),
    0,
  );

/** `text` cut to `width` columns; every style in it is kept, so what was opened is closed. */
export function clip(text: string, width: number): string {
  let left = width;
  return text
    .split(STYLE)
    .map((part, i) => {
      if (i % 2 === 1) return part;
      let kept = '';
      for (const { segment } of graphemes.segment(part)) {
        left -= widthOfGrapheme(segment);
        if (left < 0) break;
        kept += segment;
      }
      return kept;
    })
    .join('');
}

/** Filled with blanks on the left, or on the right for a negative `width`, up to |width| columns. */
export function pad(text: string, width: number): string {
  const blanks = ' '.repeat(Math.max(0, Math.abs(width) - widthOf(text)));
  return width < 0 ? text + blanks : blanks + text;
}
