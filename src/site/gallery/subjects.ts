/** Which stored runs the gallery shows a kind on, and where else the kind is shown. */
import { allExperiments, type StoredExperiment } from '../atlas.ts';
import { isSweep } from '../cells.ts';
import { canDraw, isOfSeveralRuns, sweepFigures } from '../figures.ts';
import { filmPaths, isFilmOfSeveralRuns, runsShown } from '../films.ts';
import type { RunResults } from '../../lab/store/results.ts';
import { figureFilePath, galleryPath, writeupPath } from '../links.ts';
import { publishedArticles } from '../writeups.ts';
import { galleryEntries, type GalleryEntry } from './index.ts';

/** What is drawn: all seeds of an experiment, or one run of it and the others that could be drawn as well. */
export interface Subject {
  readonly experiment: StoredExperiment;
  /** Null: all of them. */
  readonly run: RunResults | null;
  readonly others: readonly RunResults[];
}

interface Candidate {
  readonly experiment: StoredExperiment;
  readonly runs: readonly RunResults[];
  /** Whether the figure of the experiment shows all its stored runs. */
  readonly isTogether: boolean;
}

const showsSeveral = ({ shown }: GalleryEntry): boolean =>
  'film' in shown ? isFilmOfSeveralRuns(shown.film) : isOfSeveralRuns(shown.figure);

/** Whether these runs, taken together, have what the kind needs. */
const canBeShown = ({ shown }: GalleryEntry, runs: readonly RunResults[]): boolean =>
  'film' in shown ? runsShown(shown.film, runs).length > 0 : canDraw(shown.figure, runs);

/** All stored runs of an experiment where the kind shows them together, otherwise those it can show alone. */
function candidateFor(entry: GalleryEntry, experiment: StoredExperiment): Candidate {
  const { stored } = experiment;
  const isTogether = showsSeveral(entry) && stored.length > 1 && canBeShown(entry, stored);
  return { experiment, isTogether, runs: isTogether ? stored : stored.filter((run) => canBeShown(entry, [run])) };
}

/**
 * Of the experiments that differ in their seeds alone, else of the sweeps (for a kind that sweeps are shown with, the other
 * way round): the one with most runs, for a kind that shows several; else the one whose networks were trained longest. Null: no stored run has what the kind needs.
 */
async function subjectOf(entry: GalleryEntry): Promise<Subject | null> {
  const isOfSeveral = showsSeveral(entry);
  const candidates = (await allExperiments()).map((experiment) => candidateFor(entry, experiment));
  const [best] = candidates
    .filter(({ runs }) => runs.length > 0)
    .sort((x, y) => rank(y, entry, isOfSeveral) - rank(x, entry, isOfSeveral));
  if (!best) return null;
  if (best.isTogether) return { experiment: best.experiment, run: null, others: [] };
  const [run = null, ...others] = best.runs;
  return { experiment: best.experiment, run, others };
}

function rank(
  { experiment, isTogether, runs }: Candidate,
  { shown: kind }: GalleryEntry,
  isOfSeveral: boolean,
): number {
  const epochs = Math.max(...runs.map(({ record }) => record.summary.epochs));
  const shown = isTogether ? runs.length : 1;
  const isOfSweeps = 'figure' in kind && sweepFigures.some((figure) => figure === kind.figure);
  return (isSweep(experiment.runs) === isOfSweeps ? 1e9 : 0) + (isOfSeveral ? 1e6 * shown : epochs);
}

/** A kind with what it is shown on. */
export interface Exhibit {
  readonly entry: GalleryEntry;
  readonly subject: Subject;
}

/** The kinds that some stored run can show, section by section. */
export async function galleryExhibits(): Promise<Exhibit[]> {
  const exhibits = await Promise.all(
    galleryEntries().map(async (entry) => ({ entry, subject: await subjectOf(entry) })),
  );
  return exhibits.flatMap(({ entry, subject }) => (subject ? [{ entry, subject }] : []));
}

/** Figures of write-ups that show the same kind. */
export async function writtenAbout({ shown }: GalleryEntry): Promise<{ title: string; label: string; path: string }[]> {
  return (await publishedArticles()).flatMap(({ id: slug, title, article }) =>
    [...article.targets]
      .filter(([, target]) => ('film' in shown ? target.film === shown.film : target.figure === shown.figure))
      .map(([id, { kind, number }]) => ({ title, label: `${kind} ${number}`, path: `${writeupPath(slug)}#${id}` })),
  );
}

/** The picture or film of a run as a file. */
export const filePathOf = ({ shown }: GalleryEntry, { record: { id } }: RunResults): string =>
  'film' in shown ? filmPaths({ run: id }, shown.film).gif : figureFilePath({ run: id }, shown.figure, 'svg');

/** Path of the small picture of a kind; of a film, its poster. */
export function smallPicturePath({ entry: { name, shown }, subject: { run, experiment } }: Exhibit): string {
  if ('figure' in shown) return `${galleryPath()}${name}.png`;
  return filmPaths(run ? { run: run.record.id } : { experiment: experiment.slug }, shown.film).poster;
}
