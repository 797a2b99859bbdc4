/** All kinds of film by name. A new kind: one file and one line here. */
import { circles } from './circles.ts';
import { ofOneRun, type FilmKind } from './film.ts';
import { landscape } from './landscape.ts';
import { neurons } from './neurons.ts';
import { sweep } from './sweep.ts';
import { transition } from './transition.ts';
import { waterfall } from './waterfall.ts';

export const filmKinds = {
  transition: ofOneRun(transition),
  circles: ofOneRun(circles),
  waterfall: ofOneRun(waterfall),
  neurons: ofOneRun(neurons),
  landscape: ofOneRun(landscape),
  sweep,
} satisfies Record<string, FilmKind>;

export type FilmKindName = keyof typeof filmKinds;
