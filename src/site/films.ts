/** Films as pages and files use them: which are made of a run or of an experiment, and where they lie. */
import { filmKinds, type FilmKindName } from '../figures/animation/index.ts';
import type { FilmKind } from '../figures/animation/film.ts';
import { animationCached } from '../figures/cache.ts';
import type { Animation } from '../figures/animation/makeAnimation.ts';
import type { RunResults } from '../lab/store/results.ts';
import { allExperiments, allRuns } from './atlas.ts';
import { filmFile, filmPath, type Drawn, type FilmPart } from './links.ts';
import { unknownName } from './writeupErrors.ts';

export type FilmName = FilmKindName;

const KINDS: Readonly<Record<FilmName, FilmKind>> = filmKinds;
const NAMES = Object.keys(filmKinds) as FilmName[];

export const isFilm = (name: string): name is FilmName => Object.hasOwn(filmKinds, name);

/** @throws WriteupError naming the nearest kind. */
export function filmNamed(name: string, where: string): FilmName {
  if (isFilm(name)) return name;
  throw unknownName({ where, what: 'kind of film', name, known: NAMES });
}

/** Films of runs that are watched closely: every run has what they are made of. */
const OF_WATCHED_RUNS: readonly FilmName[] = ['circles', 'waterfall'];

/** What a film is made of, as the end of "It needs …". */
export const neededByFilm = (kind: FilmName): string =>
  KINDS[kind].needs + (OF_WATCHED_RUNS.includes(kind) ? ', of which neuronFilm or landscape was measured, too' : '');

/** Whether a film shows all runs of an experiment together. */
export const isFilmOfSeveralRuns = (kind: FilmName): boolean => KINDS[kind].isOfSeveralRuns;

/**
 * The kinds of film that are made of a run. Of most it is the transition alone; a run of which a measure for films was
 * taken is the one that is watched closely, and has them all.
 */
export function filmsOf(run: RunResults): FilmName[] {
  const isWatched = run.neuronFilm !== null || run.landscape !== null;
  return NAMES.filter(
    (name) =>
      !isFilmOfSeveralRuns(name) && (isWatched || !OF_WATCHED_RUNS.includes(name)) && KINDS[name].canShow([run]),
  );
}

/** The kinds of film that are made of all runs of an experiment. */
export const filmsOfSeveral = (runs: readonly RunResults[]): FilmName[] =>
  NAMES.filter((name) => isFilmOfSeveralRuns(name) && KINDS[name].canShow(runs));

/** Of the runs that were asked for, those that a film shows: all, or the first that has what it needs. None: []. */
export function runsShown(kind: FilmName, runs: readonly RunResults[]): readonly RunResults[] {
  if (isFilmOfSeveralRuns(kind)) return filmsOfSeveral(runs).includes(kind) ? runs : [];
  return runs.filter((run) => filmsOf(run).includes(kind)).slice(0, 1);
}

let isBegun = false;

/** The film, made or read. The first that a build asks for begins them all: pages would ask for one after the other. */
export function filmFrom(kind: FilmName, runs: readonly RunResults[]): Promise<Animation> {
  if (!isBegun && !import.meta.env.DEV) void beginAll();
  isBegun = true;
  return animationCached(kind, runs);
}

/** What goes wrong is told to the page that asks. */
async function beginAll(): Promise<void> {
  const [runs, experiments] = await Promise.all([allRuns(), allExperiments()]);
  const asked = [
    ...runs.flatMap((run) => filmsOf(run).map((kind) => ({ kind, shown: [run] }))),
    ...experiments.flatMap(({ stored }) => filmsOfSeveral(stored).map((kind) => ({ kind, shown: stored }))),
  ];
  await Promise.allSettled(asked.map(({ kind, shown }) => animationCached(kind, shown)));
}

export const FILM_PARTS: readonly FilmPart[] = ['gif', 'webp', 'poster', 'strip'];

/** Path of each part of a film. */
export const filmPaths = (source: Drawn, kind: FilmName): Record<FilmPart, string> => ({
  gif: filmPath(source, kind, 'gif'),
  webp: filmPath(source, kind, 'webp'),
  poster: filmPath(source, kind, 'poster'),
  strip: filmPath(source, kind, 'strip'),
});

/** One part of a film as one file of an experiment: what an endpoint is asked for. */
export interface FilmFile {
  readonly name: string;
  readonly film: FilmName;
  readonly part: FilmPart;
  readonly runs: readonly RunResults[];
}

export const filmFiles = (runs: readonly RunResults[]): FilmFile[] =>
  filmsOfSeveral(runs).flatMap((film) => FILM_PARTS.map((part) => ({ name: filmFile(film, part), film, part, runs })));

export const filmResponse = (animation: Animation, part: FilmPart): Response =>
  new Response(animation[part] as BodyInit);
