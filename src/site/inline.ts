/** Short texts that are data: `$TeX$` becomes MathML and `*word*` emphasis; everything else is text. */
import { renderMath } from './maths.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escape = (text: string): string => text.replace(/[&<>]/g, (character) => ESCAPES[character] ?? '');

/** @throws Error naming a formula that is not TeX. */
export const inlineHtml = (text: string): string =>
  text
    .split(/(\$[^$]+\$|\*[^*]+\*)/)
    .map((part) => {
      const inner = part.slice(1, -1);
      if (part.startsWith('$') && part.length > 1) return renderMath(inner, { isDisplay: false });
      if (part.startsWith('*') && part.length > 1) return `<em>${escape(inner)}</em>`;
      return escape(part);
    })
    .join('');
