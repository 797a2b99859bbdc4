/**
 * How much of the logits lies along cos and sin w_k(a+b) of each key frequency, against the median of the other
 * frequencies, the noise floor: the circuit rising out of the noise. Frequencies k and p − k are one.
 * Source: "fourier_evolution" of atgugu/grokking_experiments, which counts them twice; the fold is ours.
 */
import type { ProgressMeasure } from '../lab/measures/progress.ts';
import { median } from '../lab/statistics/median.ts';
import type { RunResults } from '../lab/store/results.ts';
import {
  checkpointCsv,
  checkpointTable,
  frequenciesInWords,
  lastFinite,
  pointsOf,
  withDivergence,
  type Series,
} from './checkpoints.ts';
import { drawCurves } from './curves.ts';
import type { FigureKind } from './figure.ts';
import { formatCount, formatNumber, formatPercent } from './format.ts';
import { logAxis } from './logAxis.ts';
import { colours } from './palette.ts';
import { seriesLook } from './seriesLooks.ts';
import type { Line } from './timeSeries.ts';

interface Shares {
  /** [K][T] */
  readonly key: readonly (readonly number[])[];
  /** [T]: median over the other frequencies; none where there are no others. */
  readonly floor: readonly number[];
  readonly others: number;
}

function sharesOf({ logitEnergies, logitVariance, keyFrequencies }: ProgressMeasure): Shares {
  const share = (t: number, k: number): number => (logitEnergies[t]?.[k - 1] ?? NaN) / (logitVariance[t] ?? NaN);
  const others = (logitEnergies[0] ?? []).map((_, i) => i + 1).filter((k) => !keyFrequencies.includes(k));
  return {
    key: keyFrequencies.map((k) => logitVariance.map((_, t) => share(t, k))),
    floor: others.length > 0 ? logitVariance.map((_, t) => median(others.map((k) => share(t, k)))) : [],
    others: others.length,
  };
}

/** First checkpoint from which all `key` stay above ten times `floor`. */
function rises({ epochs }: ProgressMeasure, { key, floor }: Shares, last: number): number | null {
  let first: number | null = null;
  for (let t = last; t >= 0 && key.every((values) => (values[t] ?? 0) > 10 * (floor[t] ?? Infinity)); t--) {
    first = epochs[t] ?? null;
  }
  return first;
}

function finding(run: RunResults, progress: ProgressMeasure, shares: Shares): string {
  const { epochs, keyFrequencies } = progress;
  const last = lastFinite(...shares.key);
  if (last < 0) return withDivergence(run, null, epochs[0]);
  const total = (t: number): string => formatPercent(shares.key.reduce((sum, values) => sum + (values[t] ?? NaN), 0));
  const rise = rises(progress, shares, last);
  const noise =
    shares.others > 0
      ? `the noise floor, the median of the ${shares.others} others, ${formatPower(shares.floor[last] ?? NaN)}`
      : null;
  return withDivergence(
    run,
    `The key ${frequenciesInWords(keyFrequencies)} hold ${total(last)} of the logits' energy at the end, ${total(0)} at the start. ` +
      (noise ? `At epoch ${formatCount(epochs[last] ?? 0)} ${noise} of it. ` : '') +
      (rise !== null && rise > (epochs[0] ?? 0)
        ? `Each key frequency stays above ten times the noise floor from epoch ${formatCount(rise)} on `
        : '') +
      `(seed ${run.record.spec.seed}).`,
    epochs[last + 1],
  );
}

/** "holds 0.0012 %": shares of noise are small. */
const formatPower = (share: number): string => `holds ${formatNumber(100 * share)}\u202f%`;

function linesOf({ epochs, keyFrequencies }: ProgressMeasure, { key, floor }: Shares): Line[] {
  return [
    ...(floor.length > 0
      ? [
          {
            name: 'noise floor',
            colour: colours.quiet,
            dash: '1.5 2.5',
            points: pointsOf(epochs, floor),
          },
        ]
      : []),
    ...keyFrequencies.map((k, i) => ({ ...seriesLook(i), name: `k = ${k}`, points: pointsOf(epochs, key[i] ?? []) })),
  ];
}

export const logitEnergy: FigureKind = {
  version: 1,
  needs: 'one run with the measure progress and a key frequency',
  canDraw: (runs) => runs.length === 1 && (runs[0]?.progress?.keyFrequencies.length ?? 0) > 0,
  draw: ([run], options) => {
    if (!run?.progress) throw new TypeError(`logitEnergy: run ${run?.record.id ?? '(none)'} has no measure progress`);
    const { progress } = run;
    const shares = sharesOf(progress);
    const lines = linesOf(progress, shares);
    const values = logAxis(
      'share of the logits’ energy',
      lines.flatMap(({ points }) => points.map(({ value }) => value)),
    );
    const series: Series[] = [
      ...progress.keyFrequencies.map((k, i) => ({ name: `share of frequency ${k}`, values: shares.key[i] ?? [] })),
      ...(shares.others > 0 ? [{ name: 'noise floor: median share of the others', values: shares.floor }] : []),
    ];
    const energies = (progress.logitEnergies[0] ?? []).map((_, i) => ({
      name: `energy_${i + 1}`,
      values: progress.logitEnergies.map((row) => row[i] ?? NaN),
    }));
    return Promise.resolve({
      ...drawCurves([run], { lines, values }, options),
      alt: finding(run, progress, shares),
      table: checkpointTable(progress.epochs, series),
      csv: checkpointCsv(progress.epochs, [{ name: 'logit_variance', values: progress.logitVariance }, ...energies]),
    });
  },
};
