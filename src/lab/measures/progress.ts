/**
 * `progress`: the progress measures at every checkpoint: losses with the key frequencies of the final network alone,
 * without them and without each of them; where the energy of the logits and of W_L lies; neurons explained by one
 * frequency; and the three phases by a rule.
 * Definitions: Nanda et al. 2023, arXiv:2301.05217, §4–5. Over all p² ordered pairs, additive basis.
 */
import { significant } from './round.ts';
import { splitTask } from '../tasks/modular.ts';
import { finalKeyFrequencies } from './embeddingFourier.ts';
import { EXPLAINED, foldedEnergies, frequenciesOf, gini } from './fourier.ts';
import { evaluate, type Measure } from './measure.ts';
import { progressProgram, withoutFrequency } from './progressProgram.ts';
import { phasesByAgreement, type Phases } from './phases.ts';
import { splitLosses, type SplitLoss } from './splitLoss.ts';

/** A loss over the checkpoints, in nats. */
export type SplitCurve = Readonly<Record<keyof SplitLoss, readonly number[]>>;

/** measures/progress.json; T checkpoints, K key frequencies, h = (p − 1)/2 frequencies. */
export interface ProgressMeasure {
  readonly measure: 'progress@1';
  readonly epochs: readonly number[];
  /** Of the final logits; the same at every checkpoint. */
  readonly keyFrequencies: readonly number[];
  readonly loss: {
    readonly full: SplitCurve;
    /** Logits projected on cos and sin w_k(a+b) of the key frequencies, with the mean of what is left added. */
    readonly restricted: SplitCurve;
    /** Logits without those directions. */
    readonly excluded: SplitCurve;
  };
  /** [K][T]: training loss without the directions of one key frequency, nats. */
  readonly excludedByFrequency: readonly (readonly number[])[];
  /** [T][h]: squared norm of the logits along cos and sin w_k(a+b), summed over outputs. */
  readonly logitEnergies: readonly (readonly number[])[];
  /** [T]: squared norm of the logits less their overall mean. */
  readonly logitVariance: readonly number[];
  /** [T]: share of that in the least-squares fit Σ_k α_k cos w_k(a+b−c). */
  readonly logitFve: readonly number[];
  /** [T]: fraction of neurons of which terms of degree ≤ 2 in one frequency explain more than 85 % of the variance. */
  readonly neuronsExplained: readonly number[];
  /** [K][T]: fraction of neurons so explained by each key frequency. */
  readonly neuronsByFrequency: readonly (readonly number[])[];
  /** [T][h]: norm of W_L = W_out W_U along each folded frequency over outputs. */
  readonly wLNorms: readonly (readonly number[])[];
  /** [T]: Gini coefficient of those. */
  readonly wLGini: readonly number[];
  /** [T]: ‖W_L − its key-frequency part‖ / ‖W_L‖ (Frobenius). */
  readonly wLResidual: readonly number[];
  /** By the rule this measure began with; what is shown is computed anew, by `phasesOf`. */
  readonly phases: Phases;
}

const rounded = (x: number): number => significant(x, 6);
const brief = (x: number): number => significant(x, 4);

export const progress: Measure = {
  compute: async (context) => {
    const { spec, rows, checkpointEpochs: epochs, parametersAt, compile } = context;
    const { keys } = await finalKeyFrequencies(context, await parametersAt(epochs.at(-1) ?? 0));
    const loss = splitLosses(splitTask(spec.task, spec.seed), spec.task.p);
    const executable = await compile(progressProgram(spec, keys));
    const snapshots: Snapshot[] = [];
    for (const epoch of epochs) {
      snapshots.push(snapshotOf(await evaluate(executable, await parametersAt(epoch)), keys, spec.task.p, loss));
    }
    await executable.dispose();
    const column = <T>(get: (snapshot: Snapshot) => T): T[] => snapshots.map(get);
    const curve = (name: 'full' | 'restricted' | 'excluded'): SplitCurve => ({
      train: column((at) => rounded(at[name].train)),
      test: column((at) => rounded(at[name].test)),
      all: column((at) => rounded(at[name].all)),
    });
    const losses = { full: curve('full'), restricted: curve('restricted'), excluded: curve('excluded') };
    const wLGini = column((at) => rounded(gini(at.wLNorms)));
    const json: ProgressMeasure = {
      measure: 'progress@1',
      epochs,
      keyFrequencies: keys,
      loss: losses,
      excludedByFrequency: keys.map((_, i) => column((at) => rounded(at.without[i] ?? NaN))),
      logitEnergies: column((at) => at.logitEnergies.map(brief)),
      logitVariance: column((at) => rounded(at.logitVariance)),
      logitFve: column((at) => rounded(at.logitFve)),
      neuronsExplained: column((at) => rounded(at.explained.filter((k) => k !== null).length / at.explained.length)),
      neuronsByFrequency: keys.map((key) =>
        column((at) => rounded(at.explained.filter((k) => k === key).length / at.explained.length)),
      ),
      wLNorms: column((at) => at.wLNorms.map(brief)),
      wLGini,
      wLResidual: column((at) => rounded(at.wLResidual)),
      phases: phasesByAgreement(rows, { epochs, loss: losses, wLGini }),
    };
    return { name: 'progress.json', json };
  },
};

/** One checkpoint. */
export interface Snapshot {
  readonly full: SplitLoss;
  readonly restricted: SplitLoss;
  readonly excluded: SplitLoss;
  readonly without: readonly number[];
  readonly logitEnergies: readonly number[];
  readonly logitVariance: number;
  readonly logitFve: number;
  /** The frequency that explains each neuron; null where none does. */
  readonly explained: readonly (number | null)[];
  readonly wLNorms: readonly number[];
  readonly wLResidual: number;
}

/** @param out of progressProgram on one set of parameters. */
export function snapshotOf(
  out: Record<string, Float32Array>,
  keys: readonly number[],
  p: number,
  loss: (losses: Float32Array) => SplitLoss,
): Snapshot {
  const get = (name: string): Float32Array => out[name] ?? new Float32Array();
  const logitVariance = get('logitVariance')[0] ?? NaN;
  const wLPower = get('wLPower');
  const wLEnergies = foldedEnergies(wLPower);
  const wLTotal = wLPower.reduce((sum, x) => sum + x, 0);
  const wLKey = keys.reduce((sum, k) => sum + (wLEnergies[k - 1] ?? NaN), 0);
  return {
    full: loss(get('full')),
    restricted: loss(get('restricted')),
    excluded: loss(get('excluded')),
    without: keys.map((k) => loss(get(withoutFrequency(k))).train),
    logitEnergies: foldedEnergies(get('logitPower')),
    logitVariance,
    logitFve: (get('fitEnergy')[0] ?? NaN) / logitVariance,
    explained: explainedBy(get('neuronEnergy'), get('neuronVariance'), p),
    wLNorms: wLEnergies.map(Math.sqrt),
    wLResidual: Math.sqrt(Math.max(0, wLTotal - wLKey) / wLTotal),
  };
}

/** @param energy [h, m]. @param variance [m]. */
function explainedBy(energy: Float32Array, variance: Float32Array, p: number): (number | null)[] {
  const m = variance.length;
  return Array.from(variance, (total, neuron) => {
    let best = 1;
    for (const k of frequenciesOf(p)) {
      if ((energy[(k - 1) * m + neuron] ?? 0) > (energy[(best - 1) * m + neuron] ?? 0)) best = k;
    }
    return (energy[(best - 1) * m + neuron] ?? 0) > EXPLAINED * total ? best : null;
  });
}
