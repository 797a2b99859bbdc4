/** The front matter of a write-up: what stands there, and what is wrong with it. */
import { z } from 'astro/zod';
import { mistakesOf } from '../lab/pipeline/definitionErrors.ts';
import { WriteupError } from './writeupErrors.ts';

const author = z.strictObject({ name: z.string(), url: z.url().optional(), orcid: z.string().optional() });

/** YAML makes a date of it, or leaves text. An empty field is no date, though it could be read as 1970. */
const day = z.union([z.date(), z.string()], 'must be a day, like 2026-11-20').pipe(z.coerce.date());

export const frontMatterSchema = z.strictObject({
  title: z.string(),
  /** What was found, in one sentence: shown under the title and on the home page. */
  finding: z.string().endsWith('.'),
  /** For search engines and link previews, up to 200 characters. */
  description: z.string().max(200),
  date: day,
  updated: day.optional(),
  authors: z.array(author).min(1),
  /** Slugs of the experiments it rests on; the first one gives its sparkline. */
  experiments: z.array(z.string()).min(1),
  tags: z.array(z.string()).default([]),
  status: z.enum(['draft', 'published']),
});

/** Up to the line that closes it. */
const FRONT_MATTER = /^\uFEFF?\s*---[^]*?\n---\s*(?=\n|$)/;

/**
 * Every mistake in the front matter of a write-up, each with its line; what is missing is told at the first.
 * @param value as read from YAML. @param source text of `file`. @throws WriteupError where there is a mistake.
 */
export function checkFrontMatter(value: unknown, { file, source }: { file: string; source: string }): void {
  const { error } = frontMatterSchema.safeParse(value);
  if (!error) return;
  const [written = ''] = FRONT_MATTER.exec(source.replaceAll('\r\n', '\n')) ?? [];
  const told = mistakesOf({ file, source: written, value, whole: null, error, schema: frontMatterSchema })
    .map(({ line, problem }) => ({ line: line ?? 1, problem }))
    .sort((x, y) => x.line - y.line)
    .map(({ line, problem }) => `${file}:${line}: ${problem}`);
  const fields = Object.keys(frontMatterSchema.shape).join(', ');
  throw new WriteupError('FrontMatterInvalid', told.join('\n'), `Front matter has: ${fields}.`);
}
