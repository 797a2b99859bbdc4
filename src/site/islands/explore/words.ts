/** What the pictures show, in words: text alternatives that follow the cursor. */
import { formatCount, formatNumber, formatPercent, listed } from '../../../figures/format.ts';
import { nearestIndex } from '../../../lab/measures/nearest.ts';
import type { SeriesName } from '../../explore/runFile.ts';
import { row } from './decode.ts';
import type { LoadedRun } from './files.ts';

/** A series at the evaluation nearest to an epoch; NaN after its end. */
export function valueAt({ series }: Pick<LoadedRun, 'series'>, name: SeriesName, epoch: number): number {
  const { epochs, values } = series[name];
  return epoch > (epochs.at(-1) ?? -1) ? NaN : (values[nearestIndex(epochs, epoch)] ?? NaN);
}

export const percent = (share: number): string => (Number.isNaN(share) ? '–' : formatPercent(share, 1));
export const number = (x: number, digits = 3): string => (Number.isNaN(x) ? '–' : formatNumber(x, digits));

/** "checkpoint 4 300", and that the run ends there where the cursor is beyond it. */
export function checkpointText(epochs: readonly number[], t: number, cursor: number): string {
  const isLast = t === epochs.length - 1 && cursor > (epochs[t] ?? 0);
  return `checkpoint ${formatCount(epochs[t] ?? 0)}${isLast ? ', its last' : ''}`;
}

/** Share of the squared norm at the key frequencies at checkpoint `t`. */
export function keyShare({ spectrum, norms }: LoadedRun, t: number): number {
  if (!spectrum || !norms) return NaN;
  let [total, keys] = [0, 0];
  row(norms, t, spectrum.frequencies.length).forEach((level, i) => {
    total += level ** 2;
    if (spectrum.keys.includes(spectrum.frequencies[i] ?? 0)) keys += level ** 2;
  });
  return keys / total;
}

export function spectrumText(run: LoadedRun, t: number): string {
  const { spectrum, id } = run;
  if (!spectrum) return '';
  return (
    `Fourier spectrum of the embedding of run ${id} at checkpoint ${spectrum.epochs[t] ?? 0}: the key frequencies ` +
    `${listed(spectrum.keys)} hold ${percent(keyShare(run, t))} of its squared norm; Gini coefficient ${number(spectrum.gini[t] ?? NaN)}.`
  );
}

export function circlesText({ planes, id, p }: LoadedRun, t: number): string {
  if (!planes) return '';
  const parts = planes.keys.map((k, key) => `frequency ${k}, ${percent(planes.shares[t]?.[key] ?? NaN)}`);
  return (
    `The ${p} residues of run ${id} in the planes of its key frequencies at checkpoint ${planes.epochs[t] ?? 0}. ` +
    `Share of the embedding's squared norm in each plane: ${listed(parts)}.`
  );
}

export function mapText({ logits, id, p }: LoadedRun, t: number): string {
  if (!logits) return '';
  return (
    `Map of the correct logit of run ${id} for all ${p} × ${p} pairs at checkpoint ${logits.epochs[t] ?? 0}: on average ` +
    `${number(logits.trainMeans[t] ?? NaN)} on pairs trained on, ${number(logits.testMeans[t] ?? NaN)} on the others.`
  );
}

/** For the slider and the live region. */
export const cursorText = (runs: readonly LoadedRun[], epoch: number, nameOf: (i: number) => string): string =>
  `epoch ${formatCount(epoch)}${runs
    .map((run, i) => {
      const [train, test] = [valueAt(run, 'trainAccuracy', epoch), valueAt(run, 'testAccuracy', epoch)];
      return `; ${nameOf(i)}${Number.isNaN(test) ? 'has ended' : `train accuracy ${percent(train)}, test accuracy ${percent(test)}`}`;
    })
    .join('')}`;
