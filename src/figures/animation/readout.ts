/** What every frame says at its top: the epoch and both accuracies. And the size that all films share. */
import { formatCount, formatPercent } from '../format.ts';
import { textAt } from '../marks.ts';
import type { Evaluation } from '../../lab/training/summary.ts';
import { colours } from '../palette.ts';
import type { Panel } from '../render.ts';

/**
 * Width in px. With text of 21 px the frame still reads at the 390 px of a phone, where 21 px become 11; a row of
 * three panels would need text of 28 px in a frame of 960 px, which leaves no room for the panels.
 */
export const FRAME_WIDTH = 720;
export const FRAME_HEIGHT = 632;
export const FONT_SIZE = 21;
/** px of paper around the panels. */
export const PADDING = 10;
export const INNER_WIDTH = FRAME_WIDTH - 2 * PADDING;
/** Height of the readout, px. */
export const READOUT = 48;

export function readout(epoch: number, { trainAccuracy, testAccuracy }: Evaluation): Panel {
  const bold = { fontSize: 26, isBold: true };
  const y = 16;
  return {
    x: PADDING,
    y: PADDING,
    plot: {
      width: INNER_WIDTH,
      height: READOUT,
      margin: 0,
      marks: [
        textAt(`epoch ${formatCount(epoch)}`, 1, y, { ...bold, colour: colours.ink }),
        textAt(`train ${formatPercent(trainAccuracy, 0)}`, 300, y, { ...bold, colour: colours.train }),
        textAt(`test ${formatPercent(testAccuracy, 0)}`, 520, y, { ...bold, colour: colours.test }),
      ],
    },
  };
}
