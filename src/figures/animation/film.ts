/** What a film is: stored results → frames as panels. Each kind is a file of its own, listed in index.ts. */
import type { RunResults } from '../../lab/store/results.ts';
import { formatPercent } from '../format.ts';
import { momentsOf } from '../moments.ts';
import type { Rgb } from '../ramps.ts';
import type { Panel } from '../render.ts';
import type { KeyPicture } from './strip.ts';

/** A film before it is drawn. All frames have one size and the same scales. */
export interface Storyboard {
  readonly width: number;
  readonly height: number;
  /** All that frames are shown in: at most 63 colours, so that the transparent one of a GIF makes 64. */
  readonly palette: readonly Rgb[];
  /** One a frame, ascending. */
  readonly epochs: readonly number[];
  readonly panelsOf: (frame: number) => Panel[];
  /** What the key-frame strip shows of a frame. */
  readonly keyPicture: KeyPicture;
  /** The finding in a few sentences, with numbers from the data. */
  readonly alt: string;
}

/** A column of the key-frame strip. */
export interface KeyMoment {
  readonly name: string;
  /** One of the film's. */
  readonly epoch: number;
  /** Below the epoch, in the colour of test accuracy. */
  readonly text: string;
}

export interface FilmStoryboard extends Storyboard {
  /** Ascending. */
  readonly keyMoments: readonly KeyMoment[];
}

/** A kind of film. `runs`: one run, or all of an experiment. */
export interface FilmKind {
  /** Whether it shows all of the runs together; otherwise it is of one run. */
  readonly isOfSeveralRuns: boolean;
  /** What it is made of, as the end of "It needs …". */
  readonly needs: string;
  /** Whether these runs have what the film needs. */
  readonly canShow: (runs: readonly RunResults[]) => boolean;
  /** @throws TypeError where they do not. */
  readonly storyboardOf: (runs: readonly RunResults[]) => FilmStoryboard;
}

/** A film of one run, whose key moments are the run's. */
export interface RunFilm {
  /** As of a kind of film. */
  readonly needs: string;
  readonly canShow: (run: RunResults) => boolean;
  /** @throws TypeError where the run lacks a measure. */
  readonly storyboardOf: (run: RunResults) => Storyboard;
}

export const ofOneRun = ({ needs, canShow, storyboardOf }: RunFilm): FilmKind => ({
  isOfSeveralRuns: false,
  needs,
  canShow: ([run, ...others]) => run !== undefined && others.length === 0 && canShow(run),
  storyboardOf: ([run, ...others]) => {
    if (!run || others.length > 0)
      throw new TypeError(`ofOneRun: expected one run, got ${run ? 1 + others.length : 0}`);
    const storyboard = storyboardOf(run);
    const keyMoments = momentsOf(run, storyboard.epochs).map(({ name, epoch, row }) => ({
      name,
      epoch,
      text: `test ${formatPercent(row.testAccuracy, 0)}`,
    }));
    return { ...storyboard, keyMoments };
  },
});
