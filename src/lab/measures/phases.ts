/**
 * Memorization, circuit formation, cleanup: where one ends and the next begins, by a rule. The rule is ours: Nanda et al.
 * 2023 (arXiv:2301.05217, §5.2) choose the boundaries by eye, at the inflections of these curves, and read off 0–1.4k,
 * 1.4k–9.4k and 9.4k–14k epochs for their mainline run.
 *
 * Computed from stored curves whenever it is asked for, so a better rule needs no new measurement.
 */
import { mean } from '../mean.ts';
import type { Evaluation } from '../training/summary.ts';

/** Epochs; null: not within the run. */
export interface Phases {
  /** Memorization ends: the excluded loss (training pairs, log, mean of three checkpoints) is smallest. */
  readonly memorizationEnds: number | null;
  /** Circuit formation ends: over the 200 epochs from here log test loss falls by 1 in 500 on average, or faster. */
  readonly circuitEnds: number | null;
  /**
   * Cleanup ends: Σ w² has made 95 % of its fall and the Gini coefficient of W_L 95 % of its rise since circuit
   * formation ended. What counts as all of the way is known only where little follows: the run must go on from here at
   * least as long as cleanup took.
   */
  readonly cleanupEnds: number | null;
}

/** What the rule looks at, over the checkpoints: of the measure `progress`. */
export interface PhaseCurves {
  readonly epochs: readonly number[];
  readonly loss: Readonly<
    Record<'full' | 'restricted' | 'excluded', { readonly train: readonly number[]; readonly test: readonly number[] }>
  >;
  /** Gini coefficient of W_L. */
  readonly wLGini: readonly number[];
}

/** The numbers the rule rests on. How far the boundaries move with them is measured in its tests. */
export interface PhaseRule {
  /** Of log test loss per epoch. At the baseline's lr 1e-3 and weight decay 1, twice the rate at which decay alone shrinks weights. */
  readonly fallPerEpoch: number;
  readonly sustainedEpochs: number;
  /** Of the way from the start of cleanup to the end of the run. */
  readonly shareOfWay: number;
}

export const PHASE_RULE: PhaseRule = { fallPerEpoch: 1 / 500, sustainedEpochs: 200, shareOfWay: 0.95 };

export function phasesOf(rows: readonly Evaluation[], curves: PhaseCurves, rule: PhaseRule = PHASE_RULE): Phases {
  const memorizationEnds = epochOfSmallest(curves.epochs, smoothedLog(curves.loss.excluded.train));
  const circuitEnds = memorizationEnds === null ? null : fallFrom(rows, memorizationEnds, rule);
  const cleanupEnds = circuitEnds === null ? null : settledBy(rows, curves, { start: circuitEnds, ...rule });
  return { memorizationEnds, circuitEnds, cleanupEnds };
}

/**
 * By how many epochs the ends move, at most, with any one number of the rule a fifth smaller or larger; null where an end
 * is not within the run. The end of memorization rests on none of them.
 */
export function shiftsOf(rows: readonly Evaluation[], curves: PhaseCurves): Omit<Phases, 'memorizationEnds'> {
  const { fallPerEpoch, sustainedEpochs, shareOfWay } = PHASE_RULE;
  const changes = [0.8, 1.2].flatMap((x): Partial<PhaseRule>[] => [
    { fallPerEpoch: x * fallPerEpoch },
    { sustainedEpochs: x * sustainedEpochs },
    { shareOfWay: 1 - x * (1 - shareOfWay) },
  ]);
  const before = phasesOf(rows, curves);
  const after = changes.map((change) => phasesOf(rows, curves, { ...PHASE_RULE, ...change }));
  const shift = (phase: 'circuitEnds' | 'cleanupEnds'): number | null => {
    const ends = after.map((phases) => phases[phase]);
    const at = before[phase];
    return at === null || ends.includes(null) ? null : Math.max(...ends.map((end) => Math.abs((end ?? NaN) - at)));
  };
  return { circuitEnds: shift('circuitEnds'), cleanupEnds: shift('cleanupEnds') };
}

/** Mean of the logarithms of a value and its neighbours. */
const smoothedLog = (values: readonly number[]): number[] =>
  values.map((_, i) => mean(values.slice(Math.max(0, i - 1), i + 2).map((x) => Math.log(x))));

/** Null where the smallest is the last: it has not risen since. */
function epochOfSmallest(epochs: readonly number[], values: readonly number[]): number | null {
  const smallest = values.indexOf(Math.min(...values));
  return smallest < 0 || smallest === values.length - 1 ? null : (epochs[smallest] ?? null);
}

/** First epoch after `start` from which the log test loss falls at least so fast over the next epochs. */
function fallFrom(
  rows: readonly Evaluation[],
  start: number,
  { fallPerEpoch, sustainedEpochs }: PhaseRule,
): number | null {
  const later = rows.filter(({ epoch }) => epoch >= start);
  const falls = later.find((row, i) => {
    const end = later.slice(i).find(({ epoch }) => epoch >= row.epoch + sustainedEpochs);
    if (!end) return false;
    return Math.log(end.testLoss / row.testLoss) <= -fallPerEpoch * (end.epoch - row.epoch);
  });
  return falls?.epoch ?? null;
}

function settledBy(
  rows: readonly Evaluation[],
  { epochs, wLGini }: PhaseCurves,
  { start, shareOfWay }: Pick<PhaseRule, 'shareOfWay'> & { readonly start: number },
): number | null {
  const weights = rows.map(({ epoch, sumSquaredWeights }) => ({ epoch, value: -sumSquaredWeights }));
  const sparsity = epochs.map((epoch, t) => ({ epoch, value: wLGini[t] ?? NaN }));
  const [light, sparse] = [weights, sparsity].map((curve) => wayMade(curve, start, shareOfWay));
  const end = Math.min(rows.at(-1)?.epoch ?? NaN, epochs.at(-1) ?? NaN);
  if (light === undefined || sparse === undefined) return null;
  const settled = Math.max(light, sparse);
  return end - settled >= settled - start ? settled : null;
}

/** First epoch at which a curve has made `share` of its rise from `start` to its end; undefined where it does not rise. */
function wayMade(
  curve: readonly { readonly epoch: number; readonly value: number }[],
  start: number,
  share: number,
): number | undefined {
  // Checkpoints are fewer than evaluations: the last one that is not later stands for the start.
  const from = curve.findLast(({ epoch }) => epoch <= start)?.value ?? NaN;
  const way = (curve.at(-1)?.value ?? NaN) - from;
  if (!(way > 0)) return undefined;
  return curve.find(({ epoch, value }) => epoch >= start && value - from >= share * way)?.epoch;
}

const AGREEMENT = 0.1;
const SLOW_SHARE = 0.05;

/**
 * The phases as `progress@1` stores them. Cleanup ends there once restricted and full test loss are within 10 % of each
 * other and the Gini coefficient of W_L rises at less than 5 % of its fastest since memorization ended. Networks whose
 * restricted loss settles above or below the full loss never get there, so what is shown comes from `phasesOf`.
 */
export function phasesByAgreement(rows: readonly Evaluation[], curves: PhaseCurves): Phases {
  const { memorizationEnds, circuitEnds } = phasesOf(rows, curves);
  const isKnown = memorizationEnds !== null && circuitEnds !== null;
  const cleanupEnds = isKnown ? agreedFrom(curves, memorizationEnds, circuitEnds) : null;
  return { memorizationEnds, circuitEnds, cleanupEnds };
}

function agreedFrom({ epochs, loss, wLGini }: PhaseCurves, since: number, start: number): number | null {
  const slopes = wLGini.map((x, i) => {
    const [before, span] = [wLGini[i - 1], (epochs[i] ?? 0) - (epochs[i - 1] ?? 0)];
    return before === undefined || span === 0 ? 0 : (x - before) / span;
  });
  const fastest = Math.max(...slopes.filter((_, t) => (epochs[t] ?? 0) > since));
  const i = epochs.findIndex((epoch, t) => {
    const [full, restricted] = [loss.full.test[t] ?? NaN, loss.restricted.test[t] ?? NaN];
    return epoch > start && Math.abs(restricted / full - 1) <= AGREEMENT && (slopes[t] ?? 0) < SLOW_SHARE * fastest;
  });
  return epochs[i] ?? null;
}
