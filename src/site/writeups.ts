/** Write-ups in order, with the numbers of their findings filled in. */
import { getCollection, type CollectionEntry } from 'astro:content';
import { resolve } from './atlas.ts';
import { bibtex } from './citation.ts';
import { writeupPath } from './links.ts';
import { evaluateQuery } from './values.ts';

/** Newest first; drafts only while developing. */
export async function publishedWriteups(): Promise<CollectionEntry<'writeups'>[]> {
  const writeups = await getCollection('writeups', ({ data }) => import.meta.env.DEV || data.status === 'published');
  return writeups.sort((x, y) => y.data.date.getTime() - x.data.date.getTime());
}

/** The finding with each {query} answered from the first experiment of the write-up. */
export async function findingOf({ id, data, filePath }: CollectionEntry<'writeups'>): Promise<string> {
  const where = filePath ?? id;
  const { runs, planned } = await resolve({ experiment: data.experiments[0] }, where);
  return data.finding.replace(
    /\{([^}]+)\}/g,
    (_, query: string) => evaluateQuery(query, { runs, planned, where }).text,
  );
}

export async function writeupBibtex({ id, data, filePath }: CollectionEntry<'writeups'>): Promise<string> {
  const answers = await Promise.all(data.experiments.map((experiment) => resolve({ experiment }, filePath ?? id)));
  return bibtex({
    key: `atlas-${id}`,
    title: data.title,
    authors: data.authors.map(({ name }) => name),
    date: data.updated ?? data.date,
    path: writeupPath(id),
    note: `Runs: ${answers.flatMap(({ runs }) => runs.map(({ record }) => record.id)).join(', ')}`,
  });
}
