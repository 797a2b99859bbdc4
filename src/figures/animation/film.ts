/** What a film is: stored results → frames as panels. Each kind is a file of its own, listed in index.ts. */
import type { RunResults } from '../../lab/store/results.ts';
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

export interface FilmKind {
  /** Whether a run has what the film needs. */
  readonly canShow: (run: RunResults) => boolean;
  /** @throws TypeError where it does not. */
  readonly storyboardOf: (run: RunResults) => Storyboard;
}
