/** How to cite what is on this site: BibTeX of runs, experiments and write-ups. */
import type { RunRecord } from '../lab/store/record.ts';
import { counted, percent } from './format.ts';
import { identity } from './identity.ts';
import type { StoredExperiment } from './atlas.ts';
import { experimentPath, permalink, runPath } from './links.ts';

interface Citable {
  readonly key: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly date: Date;
  /** Path on this site. */
  readonly path: string;
  readonly note: string;
}

/** One @misc entry. */
export function bibtex({ key, title, authors, date, path, note }: Citable): string {
  const fields = {
    title: `{${escaped(title)}}`,
    author: authors.map((name) => `{${escaped(name)}}`).join(' and '),
    year: String(date.getUTCFullYear()),
    month: date.toLocaleDateString('en-US', { month: 'short', timeZone: 'UTC' }).toLowerCase(),
    howpublished: `${identity.name}, version ${identity.version}`,
    url: permalink(path),
    note: escaped(note),
  };
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} = {${value}}`);
  return `@misc{${key},\n${lines.join(',\n')}\n}\n`;
}

/** What TeX takes for more than the character. */
const TEX: Readonly<Record<string, string>> = { '\\': '\\textbackslash{}', '^': '\\textasciicircum{}', '~': '\\textasciitilde{}', '\u202f': '\\,' }; // prettier-ignore

const escaped = (text: string): string =>
  text.replace(/[&%#_${}\\^~\u202f]/g, (character) => TEX[character] ?? `\\${character}`);

/** A run is dated by its first execution. */
export const runDate = ({ executions }: RunRecord): Date => new Date(executions[0]?.finishedAt ?? identity.since);

export const runBibtex = (record: RunRecord): string =>
  bibtex({
    key: `run-${record.id}`,
    title: `${runTitle(record)} (run ${record.id})`,
    authors: [identity.author],
    date: runDate(record),
    path: runPath(record.id),
    note: `SHA-256 of the specification: ${record.key}`,
  });

/** Where an entry stands: in its file, or on a page, where a screen of ids would hide the rest. */
export type EntryPlace = 'file' | 'page';

/** How many runs an entry names one by one where it stands on a page. */
const NAMED_ON_PAGE = 12;

/** "4 runs: 47610b71c281, …"; of many, on a page, "177 runs, named in …/cite.bib". @param what the ids are, counted. */
export function runsNote(
  what: string,
  ids: readonly string[],
  { path, place }: { readonly path: string; readonly place: EntryPlace },
): string {
  if (ids.length === 0) return what;
  const isLong = place === 'page' && ids.length > NAMED_ON_PAGE;
  return isLong ? `${what}, named in ${permalink(`${path}cite.bib`)}` : `${what}: ${ids.join(', ')}`;
}

/** An experiment is dated by its latest run. */
export function experimentBibtex(
  { slug, title, question, stored, runs }: Pick<StoredExperiment, 'slug' | 'title' | 'question' | 'stored' | 'runs'>,
  place: EntryPlace,
): string {
  const dates = stored.map(({ record }) => runDate(record).getTime());
  const ids = stored.map(({ record }) => record.id);
  const path = experimentPath(slug);
  return bibtex({
    key: `experiment-${slug}`,
    title: `${title}: ${question}`,
    authors: [identity.author],
    date: new Date(dates.length > 0 ? Math.max(...dates) : identity.since),
    path,
    note: runsNote(`${stored.length} of ${counted(runs.length, 'run')} stored`, ids, { path, place }),
  });
}

/** "a + b mod 113" */
export const taskTitle = ({ task }: RunRecord['spec']): string =>
  `${task.operation.replaceAll(/\s*([+*/-])\s*/g, ' $1 ')} mod ${task.p}`;

/** "a + b mod 113, trained on 30 %, weight decay 1, seed 0" */
export const runTitle = ({ spec }: Pick<RunRecord, 'spec'>): string =>
  `${taskTitle(spec)}, trained on ${percent(spec.task.fracTrain)}, weight decay ${spec.optimizer.weightDecay}, seed ${spec.seed}`;
