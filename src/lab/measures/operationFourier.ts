/**
 * `operationFourier`: the spectrum of W_E at every checkpoint and of the logits at three moments, in the basis that
 * belongs to the operation (operationBasis.ts) and, for comparison, in the additive one: a network that multiplies
 * has a flat spectrum in the second, however few waves of the logarithm it uses.
 * Structure seen at the transition is not that of the converged network: both are reported, and memorization.
 */
import { evaluate, type Measure, type MeasureContext } from './measure.ts';
import { frequenciesOf, gini, keyFrequencies } from './fourier.ts';
import { additiveBasis, leftOut, operationBasis, type OperationBasis } from './operationBasis.ts';
import { operationEnergyProgram } from './operationEnergy.ts';
import { significant } from './round.ts';
import { shareByLabel, waveNormsOver } from './waves.ts';

/** measures/operationFourier.json; T checkpoints. */
export interface OperationFourierMeasure {
  readonly measure: 'operationFourier@1';
  readonly epochs: readonly number[];
  /** The operation's own where it has one, and the additive one where that is another. */
  readonly bases: readonly BasisSpectra[];
}

/** Seen in one basis; h = ⌊n/2⌋ folded frequencies. For even n the last has a cosine alone. */
export interface BasisSpectra {
  readonly name: string;
  /** Whether the operation is addition of its labels. */
  readonly belongs: boolean;
  /** Labels are added in Z_n. */
  readonly n: number;
  /** Residues without a label: they are left out everywhere. */
  readonly leftOut: readonly number[];
  readonly frequencies: readonly number[];
  /** [T][h]: norm of the wave of each frequency in W_E (waves.ts). */
  readonly norms: readonly (readonly number[])[];
  /** [T]: Gini coefficient of those. */
  readonly gini: readonly number[];
  /** [T]: share of the squared norm of W_E less its mean that depends on the label alone: 1 where no two are equal. */
  readonly shareByLabel: readonly number[];
  readonly moments: {
    /** First checkpoint with 99 % of the training pairs right; null: not within the run. */
    readonly memorized: BasisMoment | null;
    /** First checkpoint with 99 % of the test pairs right; null: not within the run. */
    readonly generalized: BasisMoment | null;
    readonly final: BasisMoment;
  };
  /** Of the final logits: at least 2 % of the energy, and the next largest until 95 % are reached. */
  readonly keyFrequencies: readonly number[];
}

export interface BasisMoment {
  readonly epoch: number;
  readonly gini: number;
  readonly shareByLabel: number;
  /** [h]: squared norm of the logits along cosine and sine of the sum of labels; outputs without a label left out. */
  readonly logitEnergies: readonly number[];
  /** Share of the variance of the logits over pairs that depends on the sum of labels alone. */
  readonly logitShareBySum: number;
}

const rounded = (x: number): number => significant(x, 5);
const brief = (x: number): number => significant(x, 4);

export const operationFourier: Measure = {
  compute: async (context) => {
    const { operation, p } = context.spec.task;
    const own = operationBasis(operation, p);
    const bases: BasisSpectra[] = [];
    if (own) bases.push(await spectraIn(own, true, context));
    if (operation !== 'a+b') bases.push(await spectraIn(additiveBasis(p), false, context));
    const json: OperationFourierMeasure = {
      measure: 'operationFourier@1',
      epochs: context.checkpointEpochs,
      bases,
    };
    return { name: 'operationFourier.json', json };
  },
};

async function spectraIn(basis: OperationBasis, belongs: boolean, context: MeasureContext): Promise<BasisSpectra> {
  const { spec, summary, checkpointEpochs: epochs, parametersAt, compile } = context;
  const d = spec.model.dModel;
  // Both operands have one embedding; second labels are ± the first, and waves are folded.
  const normsOf = waveNormsOver(basis.first, basis.n);
  const all: Float64Array[] = [];
  const shares: number[] = [];
  for (const epoch of epochs) {
    const { W_E = new Float32Array() } = await parametersAt(epoch);
    all.push(normsOf(W_E, d));
    shares.push(rounded(shareByLabel(W_E, d, basis.first, basis.n)));
  }
  const ginis = all.map((norms) => rounded(gini(norms)));

  const executable = await compile(operationEnergyProgram(spec, basis));
  const momentAt = async (t: number): Promise<BasisMoment> => {
    const epoch = epochs[t] ?? 0;
    const { power = [], bySum, variance } = await evaluate(executable, await parametersAt(epoch));
    return {
      epoch,
      gini: ginis[t] ?? NaN,
      shareByLabel: shares[t] ?? NaN,
      logitEnergies: frequenciesOf(basis.n).map((k) => rounded((power[2 * k - 1] ?? NaN) + (power[2 * k] ?? 0))),
      logitShareBySum: rounded((bySum?.[0] ?? NaN) / (variance?.[0] ?? NaN)),
    };
  };
  const firstSince = async (crossing: { readonly at: number } | null): Promise<BasisMoment | null> => {
    const t = crossing ? epochs.findIndex((epoch) => epoch >= crossing.at) : -1;
    return t < 0 ? null : momentAt(t);
  };
  const moments = {
    memorized: await firstSince(summary.tMem),
    generalized: await firstSince(summary.t99),
    final: await momentAt(epochs.length - 1),
  };
  await executable.dispose();
  return {
    name: basis.name,
    belongs,
    n: basis.n,
    leftOut: leftOut(basis),
    frequencies: frequenciesOf(basis.n),
    norms: all.map((norms) => Array.from(norms, brief)),
    gini: ginis,
    shareByLabel: shares,
    moments,
    keyFrequencies: keyFrequencies(moments.final.logitEnergies),
  };
}
