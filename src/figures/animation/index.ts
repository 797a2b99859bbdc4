/** All kinds of film by name. A new kind: one file and one line here. */
import type { FilmKind } from './film.ts';
import { transition } from './transition.ts';

export const filmKinds = {
  transition,
} satisfies Record<string, FilmKind>;

export type FilmKindName = keyof typeof filmKinds;
