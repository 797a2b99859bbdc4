/** What the plane through three networks of a run shows, in words: for the figure and for the film. */
import type { LandscapeResults } from '../lab/measures/filmFiles.ts';
import { nearestIndex } from '../lab/measures/nearest.ts';
import type { RunResults } from '../lab/store/results.ts';
import { withDivergence } from './checkpoints.ts';
import { formatCount, formatNumber } from './format.ts';
import type { SplitName } from './landscapePictures.ts';

/** Where the loss is largest on the straight line between two anchors, from the nearest points of the grid. */
function barrier(
  { x, y, testLoss, trainLoss }: LandscapeResults,
  from: readonly [number, number],
  to: readonly [number, number],
  split: SplitName,
): number {
  const losses = split === 'train' ? trainLoss : testLoss;
  const steps = Array.from({ length: 65 }, (_, i) => i / 64);
  const along = steps.map((share) => {
    const [u, v] = [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
    return losses[nearestIndex(y, v) * x.length + nearestIndex(x, u)] ?? NaN;
  });
  return Math.max(...along.filter(Number.isFinite));
}

export function landscapeFinding(run: RunResults, landscape: LandscapeResults): string {
  const { anchors, epochs, distance } = landscape;
  const [memorized, final, halfway] = anchors;
  if (!memorized || !final || !halfway) return withDivergence(run, null, epochs.at(-1));
  const names = [`memorized (epoch ${formatCount(memorized.epoch)})`, `half-way (epoch ${formatCount(halfway.epoch)})`, `final (epoch ${formatCount(final.epoch)})`]; // prettier-ignore
  const losses = [memorized, halfway, final].map(({ trainLoss, testLoss }, i) => `${names[i] ?? ''} ${formatNumber(trainLoss)} and ${formatNumber(testLoss)}`); // prettier-ignore
  const walls = (['train', 'test'] as const).map((split) => formatNumber(barrier(landscape, memorized.place, final.place, split))); // prettier-ignore
  const farthest = Math.max(...distance, 0);
  return withDivergence(
    run,
    `In the plane through three networks of the run, train and test loss in nats: ${losses.join(', ')}. On the straight ` +
      `line from memorized to final, ${formatNumber(Math.hypot(final.place[0] - memorized.place[0], final.place[1] - memorized.place[1]))} long, ` +
      `the train loss reaches ${walls[0] ?? ''} and the test loss ${walls[1] ?? ''}. The other checkpoints are shadows: ` +
      `they lie up to ${formatNumber(farthest)} from the plane (seed ${run.record.spec.seed}).`,
  );
}
