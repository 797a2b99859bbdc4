/**
 * `isolation`: what the final network does with its key frequencies alone, and without them, by each rule of what is
 * key, and with the constant of the logits or not; and how much of what the neurons write comes from those that one
 * frequency explains. Which rule one takes can turn an ablation of Nanda et al. 2023, arXiv:2301.05217, §4.4, around.
 * Losses in nats, over all p² ordered pairs, additive basis.
 */
import { mean } from '../mean.ts';
import type { Parameters } from '../models/parameters.ts';
import type { RunSpec } from '../spec.ts';
import { splitTask } from '../tasks/modular.ts';
import { wLDirections } from './ablations.ts';
import { EXPLAINED } from './fourier.ts';
import { isolationProgram } from './isolationProgram.ts';
import { ISOLATION_PARTS, type KeyRule, type IsolationPart } from './keyRules.ts';
import { evaluate, type Measure, type MeasureContext } from './measure.ts';
import { neuronLogitMap } from './neuronLogitMap.ts';
import { significant } from './round.ts';
import { spectraAt, type NeuronSpectra } from './spectra.ts';
import { roundLosses, splitLosses, type SplitLoss } from './splitLoss.ts';
import { dot } from './vectors.ts';

/** measures/isolation.json */
export interface IsolationMeasure {
  readonly measure: 'isolation@2';
  /** Of the network looked at: the final one. */
  readonly epoch: number;
  /** The network as it is. */
  readonly full: SplitLoss;
  /** By the rules of the measure `spectra`. */
  readonly byRule: Readonly<Record<KeyRule, Isolation>>;
  readonly writing: Writing;
  /** Neurons that no frequency explains to more than 85 % held at their mean over pairs. */
  readonly unexplainedHeld: SplitLoss;
}

/** Losses with the key frequencies of one rule. "Constant": the mean of the logits over all pairs, one for each output. */
export interface Isolation extends Readonly<Record<IsolationPart, SplitLoss>> {
  /** Ascending. */
  readonly keyFrequencies: readonly number[];
  /** Of the logits, the 2-D Fourier components whose frequencies are 0 or one key frequency, 8 each; without the constant. */
  readonly components: SplitLoss;
  readonly componentsAndConstant: SplitLoss;
  /** Of the logits, what lies along cos and sin w_k(a+b); without the constant. */
  readonly sums: SplitLoss;
  /** The restricted loss. */
  readonly sumsAndConstant: SplitLoss;
  /** The logits without what lies along cos and sin w_k(a+b): the excluded loss. */
  readonly without: SplitLoss;
  /** Hidden units projected on the directions that W_L reads for the key frequencies, and on what is orthogonal to them. */
  readonly wLSubspace: SplitLoss;
  readonly wLNullSpace: SplitLoss;
}

/**
 * Neurons weighed by what they write to the logits: variance over pairs times the squared norm of their row of W_L, less
 * its mean over outputs, which changes no probability. As if no two wrote against each other.
 */
export interface Writing {
  /** Share that neurons write of which one frequency explains more than 85 %. */
  readonly explained: number;
  /** Mean share of the variance that one frequency explains. */
  readonly fve: number;
}

export const isolation: Measure = {
  compute: async (context) => {
    const { spec } = context;
    const { p } = spec.task;
    const epoch = context.checkpointEpochs.at(-1) ?? 0;
    const parameters = await context.parametersAt(epoch);
    const { keyFrequencies: keys, neurons } = await spectraAt(context, epoch, parameters);
    const means = splitLosses(splitTask(spec.task, spec.seed), p);
    const loss = (losses: Float32Array | undefined): SplitLoss => roundLosses(means(losses ?? new Float32Array()));
    const kept = Float32Array.from(neurons.fve, (fve) => Number(fve > EXPLAINED));
    const outputsBy = async (rule: KeyRule): Promise<Record<string, Float32Array>> =>
      isolate(context, keys[rule], { ...parameters, kept });
    const outputs = {
      neurons: await outputsBy('neurons'),
      wL: await outputsBy('wL'),
      logits: await outputsBy('logits'),
    };
    const isolationBy = (rule: KeyRule): Isolation => ({
      keyFrequencies: keys[rule],
      // The program names its outputs so.
      ...(Object.fromEntries(ISOLATION_PARTS.map((part) => [part, loss(outputs[rule][part])])) as Record<
        IsolationPart,
        SplitLoss
      >),
    });
    const json: IsolationMeasure = {
      measure: 'isolation@2',
      epoch,
      // The same by every rule.
      full: loss(outputs.logits['full']),
      byRule: { neurons: isolationBy('neurons'), wL: isolationBy('wL'), logits: isolationBy('logits') },
      writing: writingOf(neurons, neuronLogitMap(parameters, spec), spec),
      unexplainedHeld: loss(outputs.logits['keptNeurons']),
    };
    return { name: 'isolation.json', json };
  },
};

async function isolate(
  { spec, compile }: Pick<MeasureContext, 'spec' | 'compile'>,
  keys: readonly number[],
  parameters: Parameters,
): Promise<Record<string, Float32Array>> {
  const executable = await compile(isolationProgram(spec, keys));
  const out = await evaluate(executable, { ...parameters, subspace: wLDirections(parameters, keys, spec) });
  await executable.dispose();
  return out;
}

/** @param W_L [m, p] */
export function writingOf(
  { fve, deviation }: Pick<NeuronSpectra, 'fve' | 'deviation'>,
  W_L: Float32Array | Float64Array,
  { task: { p } }: Pick<RunSpec, 'task'>,
): Writing {
  const written = deviation.map((sd, neuron) => {
    const row = Float64Array.from(W_L.subarray(neuron * p, (neuron + 1) * p));
    const centre = mean(row);
    const centred = row.map((x) => x - centre);
    return sd ** 2 * dot(centred, centred);
  });
  const total = written.reduce((sum, x) => sum + x, 0);
  const share = (of: (fve: number) => number): number =>
    significant(written.reduce((sum, x, neuron) => sum + (x > 0 ? x * of(fve[neuron] ?? NaN) : 0), 0) / total, 6);
  return { explained: share((x) => Number(x > EXPLAINED)), fve: share((x) => x) };
}
