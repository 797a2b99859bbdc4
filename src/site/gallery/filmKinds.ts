/** The kinds of film there are, and which runs have what they need. */
import type { RunResults } from '../../lab/store/results.ts';
import { canAnimate } from '../figures.ts';

const KINDS = { transition: canAnimate } as const satisfies Record<string, (run: RunResults) => boolean>;

export type FilmName = keyof typeof KINDS;

export const isFilm = (name: string): name is FilmName => Object.hasOwn(KINDS, name);

export const canShow = (film: FilmName, run: RunResults): boolean => KINDS[film](run);
