/** Write-ups in order, with the numbers of their findings filled in. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCollection, type CollectionEntry } from 'astro:content';
import { readArticle, type Article } from './article.ts';
import { projectRoot, resolve, type Answer } from './atlas.ts';
import { bibtex, runsNote, type EntryPlace } from './citation.ts';
import { counted } from './format.ts';
import { writeupPath } from './links.ts';
import type { StudyUses } from './studies.ts';
import { evaluateQuery } from './values.ts';

/** Newest first; drafts only while developing. */
export async function publishedWriteups(): Promise<CollectionEntry<'writeups'>[]> {
  const writeups = await getCollection('writeups', ({ data }) => import.meta.env.DEV || data.status === 'published');
  return writeups.sort((x, y) => y.data.date.getTime() - x.data.date.getTime());
}

/** Oldest first: the order in which they are listed and read. */
export const writeupsInOrder = async (): Promise<CollectionEntry<'writeups'>[]> =>
  (await publishedWriteups()).toReversed();

/** The same with the experiments that they use. */
export const studyUses = async (): Promise<StudyUses[]> =>
  Promise.all(
    (await writeupsInOrder()).map(async (writeup) => ({
      id: writeup.id,
      title: writeup.data.title,
      listed: writeup.data.experiments,
      used: await experimentsOf(writeup),
    })),
  );

/** The finding with each {query} or {query where selection} answered from the first experiment of the write-up. */
export async function findingOf({ id, data, filePath }: CollectionEntry<'writeups'>): Promise<string> {
  const where = filePath ?? id;
  const asked = data.finding.matchAll(/\{((?:[^{}]|\{[^{}]*\})+)\}/g);
  const answers = await Promise.all(
    [...asked].map(async ([braces, inner = '']) => {
      const [query = '', chosen] = inner.split(/ where (.+)/);
      const { runs, planned, plannedRuns } = await resolve({ experiment: data.experiments[0], where: chosen }, where);
      return { braces, text: evaluateQuery(query, { runs, planned, plannedRuns, where }).text };
    }),
  );
  return answers.reduce((finding, { braces, text }) => finding.replace(braces, text), data.finding);
}

export async function writeupBibtex(
  { id, data, filePath }: CollectionEntry<'writeups'>,
  place: EntryPlace,
): Promise<string> {
  const answers = await Promise.all(data.experiments.map((experiment) => resolve({ experiment }, filePath ?? id)));
  const { stored } = distinctRuns(answers);
  const path = writeupPath(id);
  return bibtex({
    key: `atlas-${id}`,
    title: data.title,
    authors: data.authors.map(({ name }) => name),
    date: data.updated ?? data.date,
    path,
    note: runsNote(counted(stored.length, 'run'), stored, { path, place }),
  });
}

/** What its components share, read from its source; fresh for each rendering. */
export async function articleOf({ id, filePath }: CollectionEntry<'writeups'>): Promise<Article> {
  const file = filePath ?? `content/${id}.mdx`;
  return readArticle(file, await readFile(join(projectRoot, file), 'utf8'));
}

/** The published write-ups with their figures, citations and terms. */
export async function publishedArticles(): Promise<{ id: string; title: string; article: Article }[]> {
  return Promise.all(
    (await publishedWriteups()).map(async (writeup) => ({
      id: writeup.id,
      title: writeup.data.title,
      article: await articleOf(writeup),
    })),
  );
}

/** Slugs of the experiments that a write-up is about, as it lists them, then of those that it draws on besides. */
async function experimentsOf(writeup: CollectionEntry<'writeups'>): Promise<string[]> {
  return [...new Set([...writeup.data.experiments, ...(await articleOf(writeup)).experiments])];
}

/** The published write-ups that draw on any of the experiments. */
export async function writeupsOn(slugs: readonly string[]): Promise<CollectionEntry<'writeups'>[]> {
  const writeups = await publishedWriteups();
  const used = await Promise.all(writeups.map(experimentsOf));
  return writeups.filter((_, i) => used[i]?.some((slug) => slugs.includes(slug)));
}

/** Ids of the runs that the answers are from, and of those planned; a run may belong to several experiments. */
export function distinctRuns(answers: readonly Answer[]): { stored: string[]; planned: string[] } {
  const stored = new Set(answers.flatMap(({ runs }) => runs.map(({ record }) => record.id)));
  const planned = new Set(answers.flatMap(({ plannedRuns }) => plannedRuns.map(({ id }) => id)));
  return { stored: [...stored], planned: [...planned] };
}
