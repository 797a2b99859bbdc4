/** One line for the whole work: runs stored, share of the forecast work done, elapsed and remaining time. */
import { workShare } from './estimate.ts';
import type { Paint } from './paint.ts';
import type { WorkProgress } from './progress.ts';
import { bar } from './sparkline.ts';
import { widthOf } from './width.ts';
import { clockText, countText, leftText } from './words.ts';

const BAR = { narrowest: 6, widest: 30 };
const GAP = '  ';

/** @param width columns of the terminal; a count alone may take more. */
export function overallLine(
  { runs, workers }: WorkProgress,
  elapsedSeconds: number,
  { width, paint }: { width: number; paint: Paint },
): string {
  const share = workShare(runs);
  const count = countText(runs);
  const percent = `${Math.floor(100 * share)} %`.padStart(5);
  const left = leftText(runs, workers);
  const roomBeside = (tail: readonly string[]): number =>
    width - widthOf([count, '', ...tail].filter((part, i) => part !== '' || i === 1).join(GAP));
  // What tells least goes first where there is no room for all.
  const choices = [[percent, `${clockText(elapsedSeconds)} elapsed`, left], [percent, left], [left], []];
  const tail = choices.find((parts) => roomBeside(parts) >= BAR.narrowest) ?? [];
  const barWidth = Math.min(BAR.widest, roomBeside(tail));
  const [full, empty] = barWidth >= BAR.narrowest ? bar(share, barWidth) : ['', ''];
  return [count, paint('stored', full) + paint('dim', empty), ...tail].filter((part) => part !== '').join(GAP);
}
