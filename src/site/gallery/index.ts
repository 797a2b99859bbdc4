/**
 * The gallery: every kind of figure and of film with its texts, in sections. A kind without a text does not compile; a
 * text whose kind is not there is not shown.
 */
import { isKind, type KindName } from '../figures.ts';
import { isFilm, type FilmName } from '../films.ts';
import { attention } from './attention.ts';
import { embeddingGeometry } from './embeddingGeometry.ts';
import type { GalleryText, GalleryTexts } from './entry.ts';
import { films } from './films.ts';
import { fourier } from './fourier.ts';
import { logits } from './logits.ts';
import { neurons } from './neurons.ts';
import { sweeps } from './sweeps.ts';
import { trainingDynamics } from './trainingDynamics.ts';
import { trajectories } from './trajectories.ts';
import { weights } from './weights.ts';

/** A spark is a figure in the size of a word: it goes into lists, not into a gallery. */
export type ShownKind = Exclude<KindName, 'spark'>;

export const figureTexts = {
  ...trainingDynamics,
  ...fourier,
  ...attention,
  ...embeddingGeometry,
  ...weights,
  ...neurons,
  ...logits,
  ...trajectories,
  ...sweeps,
} satisfies Record<ShownKind, GalleryText>;

export const filmTexts = films satisfies Record<FilmName, GalleryText>;

const SECTIONS: readonly { title: string; texts: GalleryTexts }[] = [
  { title: 'Training dynamics', texts: trainingDynamics },
  { title: 'Fourier', texts: fourier },
  { title: 'Attention', texts: attention },
  { title: 'Embedding geometry', texts: embeddingGeometry },
  { title: 'Weights', texts: weights },
  { title: 'Neurons', texts: neurons },
  { title: 'Logits', texts: logits },
  { title: 'Trajectories', texts: trajectories },
  { title: 'Sweeps', texts: sweeps },
];

/** A kind as the gallery shows it. */
export interface GalleryEntry extends GalleryText {
  /** The last part of its address. */
  readonly name: string;
  readonly section: string;
  readonly shown: { readonly figure: ShownKind } | { readonly film: FilmName };
}

const isShown = (name: string): name is ShownKind => isKind(name) && name !== 'spark';

/** All kinds there are, section by section. */
export function galleryEntries(): GalleryEntry[] {
  const figures = SECTIONS.flatMap(({ title, texts }) =>
    Object.entries(texts).flatMap(([name, text]) =>
      isShown(name) ? [{ ...text, name, section: title, shown: { figure: name } }] : [],
    ),
  );
  const moving = Object.entries(films).flatMap(([name, text]) =>
    isFilm(name) ? [{ ...text, name: `film-${name}`, section: 'Films', shown: { film: name } }] : [],
  );
  return [...figures, ...moving];
}
