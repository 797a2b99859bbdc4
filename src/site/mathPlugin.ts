/**
 * `$…$` and `$$…$$` in MDX become MathML. It runs on the Markdown tree, before Astro's highlighter, which would
 * otherwise turn display maths into a code block. MDX only: in .md the inline form would nest paragraphs.
 */
import { defineMdastPlugin } from 'satteri';
import { renderMath } from './maths.ts';

export const mathPlugin = defineMdastPlugin({
  name: 'temml',
  math: ({ value }) => ({ raw: renderMath(value, { isDisplay: true }), mdxExpressions: false }),
  inlineMath: ({ value }) => ({ raw: renderMath(value, { isDisplay: false }), mdxExpressions: false }),
});
