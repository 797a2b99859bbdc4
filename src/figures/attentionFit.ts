/** How well one frequency explains what each head of "=" attends to, over epochs. */
import type { AttentionMeasure } from '../lab/measures/attention.ts';
import type { RunResults } from '../lab/store/results.ts';
import {
  checkpointCsv,
  checkpointTable,
  lastFinite,
  listed,
  pointsOf,
  rangeInWords,
  withDivergence,
  type Series,
} from './checkpoints.ts';
import { drawCurves } from './curves.ts';
import type { FigureKind } from './figure.ts';
import { formatCount, formatPercent } from './format.ts';
import { seriesLook } from './seriesLooks.ts';
import type { ValueAxis } from './timeSeries.ts';

const axis: ValueAxis = {
  label: 'fraction of variance explained',
  type: 'linear',
  domain: [0, 1],
  ticks: [0, 0.5, 1],
  format: String,
};

function finding(run: RunResults, { epochs, frequency, fve, onEquals }: AttentionMeasure): string {
  const last = lastFinite(...onEquals);
  if (last < 0) return withDivergence(run, null, epochs[0]);
  const ends = fve.map((values) => values[last] ?? NaN);
  const starts = fve.map((values) => values[0] ?? NaN);
  const parts = ends.map(
    (share, head) => `head ${head} frequency ${frequency[head]?.[last] ?? ''} (${formatPercent(share)})`,
  );
  return withDivergence(
    run,
    `One frequency explains ${rangeInWords(ends)} of the variance of a head's attention at the end, ${rangeInWords(starts)} at the start. ` +
      `At epoch ${formatCount(epochs[last] ?? 0)}: ${listed(parts)}; weight of "=" on the first operand, over all pairs ` +
      `(seed ${run.record.spec.seed}).`,
    epochs[last + 1],
  );
}

export const attentionFit: FigureKind = {
  version: 1,
  canDraw: (runs) => runs.length === 1 && Boolean(runs[0]?.attention),
  draw: ([run], options) => {
    if (!run?.attention)
      throw new TypeError(`attentionFit: run ${run?.record.id ?? '(none)'} has no measure attention`);
    const { attention } = run;
    const { epochs, fve, frequency, alpha, beta, onEquals } = attention;
    const lines = fve.map((values, head) => ({
      ...seriesLook(head),
      name: `head ${head}`,
      points: pointsOf(epochs, values),
    }));
    const brief: Series[] = fve.flatMap((values, head) => [
      { name: `FVE of head ${head}`, values },
      { name: `frequency of head ${head}`, values: frequency[head] ?? [] },
    ]);
    const all: Series[] = Object.entries({ frequency, alpha, beta, fve, on_equals: onEquals }).flatMap(
      ([name, heads]) => heads.map((values, head) => ({ name: `${name}_${head}`, values })),
    );
    return Promise.resolve({
      ...drawCurves([run], { lines, values: axis }, options),
      alt: finding(run, attention),
      table: checkpointTable(epochs, brief),
      csv: checkpointCsv(epochs, all),
    });
  },
};
