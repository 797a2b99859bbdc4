/** Curves with few points: the extremes stay, the transition stays, and so do epochs that all runs share. */
import { downsample } from '../../figures/downsample.ts';
import type { RunResults } from '../../lab/store/results.ts';
import type { Evaluation } from '../../lab/training/summary.ts';
import { seriesNames, type Series, type SeriesName } from './runFile.ts';

export const POINTS = 600;
const SHARED_PER_DECADE = 40;

/** Evaluations nearest to a logarithmic grid: the same in all runs evaluated equally often, so that they can be subtracted. */
export function sharedEpochs(epochs: readonly number[]): number[] {
  const last = epochs.at(-1) ?? 0;
  const shared = new Set<number>();
  let i = 0;
  for (let n = 0; 10 ** (n / SHARED_PER_DECADE) <= last; n++) {
    const wanted = 10 ** (n / SHARED_PER_DECADE);
    while (i + 1 < epochs.length && (epochs[i + 1] ?? 0) <= wanted) i++;
    const [below = 0, above = below] = [epochs[i], epochs[i + 1]];
    shared.add(wanted - below <= above - wanted ? below : above);
  }
  return [...shared];
}

/** Epochs before and at each crossing. */
function crossings({ record: { summary } }: RunResults): number[] {
  const { tMem, t50, t95, t99 } = summary;
  return [tMem, t50, t95, t99].flatMap((crossing) => (crossing ? [crossing.after ?? crossing.at, crossing.at] : []));
}

/** Every series of a run with at most `limit` points, on a logarithmic axis; what is not finite is left out. */
export function thinCurves(run: RunResults, limit = POINTS): Record<SeriesName, Series> {
  const epochs = run.rows.map(({ epoch }) => epoch);
  const start = (epochs[1] ?? 1) / 2;
  const keep = new Set([...sharedEpochs(epochs), ...crossings(run)]);
  const position = (epoch: number): number => Math.log(Math.max(epoch, start));
  const seriesOf = (name: SeriesName): Series => {
    const points = run.rows.map((row) => ({ epoch: row.epoch, value: row[name] }));
    const finite = points.filter(({ value }) => Number.isFinite(value));
    const thin = downsample(finite, { limit, position, keep });
    return { epochs: thin.map(({ epoch }) => epoch), values: thin.map(({ value }) => brief(value)) };
  };
  return Object.fromEntries(seriesNames.map((name) => [name, seriesOf(name)])) as Record<SeriesName, Series>;
}

const brief = (value: Evaluation[SeriesName]): number => Number(value.toPrecision(5));
