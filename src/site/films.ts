/** Films as pages and files use them: which are made of a run, and where they lie. */
import { filmKinds, type FilmKindName } from '../figures/animation/index.ts';
import type { FilmKind } from '../figures/animation/film.ts';
import type { Animation } from '../figures/animation/makeAnimation.ts';
import type { RunResults } from '../lab/store/results.ts';
import { filmPath, type FilmPart } from './links.ts';
import { unknownName } from './writeupErrors.ts';

export { animationCached } from '../figures/cache.ts';

export type FilmName = FilmKindName;

const KINDS: Readonly<Record<FilmName, FilmKind>> = filmKinds;
const NAMES = Object.keys(filmKinds) as FilmName[];

export const isFilm = (name: string): name is FilmName => Object.hasOwn(filmKinds, name);

/** @throws WriteupError naming the nearest kind. */
export function filmNamed(name: string, where: string): FilmName {
  if (isFilm(name)) return name;
  throw unknownName({ where, what: 'kind of film', name, known: NAMES });
}

/**
 * The kinds of film that are made of a run. Of most it is the transition alone; a run of which a measure for films was
 * taken is the one that is watched closely, and has them all.
 */
export function filmsOf(run: RunResults): FilmName[] {
  const isWatched = run.neuronFilm !== null || run.landscape !== null;
  return NAMES.filter((name) => (name === 'transition' || isWatched) && KINDS[name].canShow(run));
}

export const FILM_PARTS: readonly FilmPart[] = ['gif', 'webp', 'poster', 'strip'];

/** Path of each part of a film. */
export const filmPaths = (id: string, kind: FilmName): Record<FilmPart, string> => ({
  gif: filmPath(id, kind, 'gif'),
  webp: filmPath(id, kind, 'webp'),
  poster: filmPath(id, kind, 'poster'),
  strip: filmPath(id, kind, 'strip'),
});

export const filmResponse = (animation: Animation, part: FilmPart): Response =>
  new Response(animation[part] as BodyInit);
