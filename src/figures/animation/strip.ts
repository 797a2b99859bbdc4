/** A film for those who want no motion: its key frames side by side. */
import { formatCount } from '../format.ts';
import { textAt } from '../marks.ts';
import { colours } from '../palette.ts';
import { render, type Panel } from '../render.ts';
import type { FilmStoryboard, KeyMoment } from './film.ts';

/** Of what is written in a strip, px. */
export const STRIP_FONT_SIZE = 20;

/** One column of a strip, below its heading. */
export interface KeyPicture {
  readonly width: number;
  readonly height: number;
  /** px from the left of the column to its heading. */
  readonly inset: number;
  /** @param isFirst titles and scales are written once */
  readonly panelsOf: (frame: number, isFirst: boolean) => Panel[];
}

const HEAD = 88;

/** SVG, to be shown at two pixels a unit. Columns: name, epoch and result of a moment, its picture. */
export function keyFrameStrip({ epochs, keyMoments, keyPicture }: FilmStoryboard): string {
  const { width, height, inset, panelsOf } = keyPicture;
  const panels = keyMoments.flatMap((moment, i): Panel[] => {
    const frame = epochs.indexOf(moment.epoch);
    const picture = panelsOf(frame, i === 0).map((panel) => ({ ...panel, x: panel.x + i * width, y: panel.y + HEAD }));
    return [{ x: i * width, y: 0, plot: heading(moment, width, inset) }, ...picture];
  });
  const size = { width: Math.ceil(keyMoments.length * width), height: Math.ceil(HEAD + height) };
  return render(panels, { id: 'strip', theme: 'raster', ...size });
}

function heading({ name, epoch, text }: KeyMoment, width: number, inset: number): Panel['plot'] {
  const fontSize = STRIP_FONT_SIZE;
  return {
    width,
    height: HEAD,
    margin: 0,
    marks: [
      textAt(name, inset, 14, { fontSize: fontSize + 2, isBold: true, colour: colours.ink }),
      textAt(`epoch ${formatCount(epoch)}`, inset, 40, { fontSize }),
      textAt(text, inset, 64, { fontSize, colour: colours.test }),
    ],
  };
}
