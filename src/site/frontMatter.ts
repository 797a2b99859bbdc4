/** The head of a write-up: what stands there, and what is wrong with it. */
import { z } from 'astro/zod';
import { mistakesOf } from '../lab/pipeline/definitionErrors.ts';
import { WriteupError } from './writeupErrors.ts';

const author = z.strictObject({ name: z.string(), url: z.url().optional(), orcid: z.string().optional() });

export const frontMatterSchema = z.strictObject({
  title: z.string(),
  /** What was found, in one sentence: shown under the title and on the home page. */
  finding: z.string().endsWith('.'),
  /** For search engines and link previews, up to 200 characters. */
  description: z.string().max(200),
  date: z.coerce.date(),
  updated: z.coerce.date().optional(),
  authors: z.array(author).min(1),
  /** Slugs of the experiments it rests on; the first one gives its sparkline. */
  experiments: z.array(z.string()).min(1),
  tags: z.array(z.string()).default([]),
  status: z.enum(['draft', 'published']),
});

/**
 * Where a head is wrong, Astro's server goes on with the last one that was right: the page itself has to complain.
 * @param source text of `file`. @throws WriteupError with every mistake and its line.
 */
export function checkFrontMatter(value: unknown, { file, source }: { file: string; source: string }): void {
  const { error } = frontMatterSchema.safeParse(value);
  if (!error) return;
  const [, head = ''] = /^---\n([^]*?\n)---\n/.exec(source) ?? [];
  const mistakes = mistakesOf({ file, source: `\n${head}`, value, whole: '', error, schema: frontMatterSchema });
  const told = mistakes.map(({ line, problem }) => `${file}:${line ?? 1}: ${problem}`);
  throw new WriteupError('FrontMatterInvalid', told.join('\n'), `It takes: ${Object.keys(frontMatterSchema.shape).join(', ')}.`); // prettier-ignore
}
