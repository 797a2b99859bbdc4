/**
 * `heldAttention`: what a network still does at every checkpoint when attention no longer depends on the pair: each head
 * keeps its mean weights over all p² pairs. What is left can only average, and is a pizza in the sense of Zhong et al. 2023,
 * arXiv:2306.17844, whose pizza is trained with constant attention. Source of the intervention: ours.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../engine/program.ts';
import { mean } from '../mean.ts';
import { attentionWeights, residualStream } from '../models/transformer.ts';
import type { RunSpec } from '../spec.ts';
import { splitTask, type Examples } from '../tasks/modular.ts';
import { oppositeRatio } from './clock.ts';
import { finalKeyFrequencies } from './embeddingFourier.ts';
import { evaluate, finiteCheckpoints, type Measure } from './measure.ts';
import { additiveExamples, parameterInputs } from './programs.ts';
import { significant } from './round.ts';
import { amplitudesByDifference } from './symmetryProgram.ts';

/** measures/heldAttention.json; T checkpoints, K key frequencies, H heads. */
export interface HeldAttentionMeasure {
  readonly measure: 'heldAttention@1';
  readonly epochs: readonly number[];
  /** Of the final logits; the same at every checkpoint. */
  readonly keyFrequencies: readonly number[];
  /** [T]: share of the pairs that are answered right, attention held. */
  readonly accuracy: { readonly train: readonly number[]; readonly test: readonly number[] };
  /** Of the network as it is, and with attention held. */
  readonly whole: Waves;
  readonly held: Waves;
  /** [H][T]: standard deviation over pairs of the weight that "=" gives to the first operand. */
  readonly deviation: readonly (readonly number[])[];
}

/** The waves cos w_k(a+b−c) in the logits, [K][T]. */
export interface Waves {
  /** Mean amplitude over all differences b − a. */
  readonly amplitude: readonly (readonly number[])[];
  /** `oppositeRatio`: for numbers across the circle, relative to numbers side by side. */
  readonly across: readonly (readonly number[])[];
}

export const heldAttention: Measure = {
  compute: async (context) => {
    const { spec, checkpointEpochs, parametersAt, compile } = context;
    const { p } = spec.task;
    const { keys } = await finalKeyFrequencies(context, await parametersAt(checkpointEpochs.at(-1) ?? 0));
    const { train, test } = splitTask(spec.task, spec.seed);
    const executable = await compile(heldAttentionProgram(spec, keys));
    const epochs = await finiteCheckpoints(context);
    const moments: Moment[] = [];
    for (const epoch of epochs) {
      const out = await evaluate(executable, await parametersAt(epoch));
      const get = (name: string): Float32Array => out[name] ?? new Float32Array();
      moments.push({
        train: shareRight(get('right'), train, p),
        test: shareRight(get('right'), test, p),
        whole: wavesOf(get('amplitude'), keys, p),
        held: wavesOf(get('heldAmplitude'), keys, p),
        deviation: Array.from(get('deviation'), (x) => significant(x, 4)),
      });
    }
    await executable.dispose();
    const overTime = (of: 'whole' | 'held', name: keyof Waves): number[][] =>
      keys.map((_, i) => moments.map((moment) => moment[of][i]?.[name] ?? NaN));
    const waves = (of: 'whole' | 'held'): Waves => ({
      amplitude: overTime(of, 'amplitude'),
      across: overTime(of, 'across'),
    });
    const json: HeldAttentionMeasure = {
      measure: 'heldAttention@1',
      epochs,
      keyFrequencies: keys,
      accuracy: { train: moments.map((moment) => moment.train), test: moments.map((moment) => moment.test) },
      whole: waves('whole'),
      held: waves('held'),
      deviation: Array.from({ length: spec.model.nHeads }, (_, h) =>
        moments.map((moment) => moment.deviation[h] ?? NaN),
      ),
    };
    return { name: 'heldAttention.json', json };
  },
};

/** One checkpoint. */
interface Moment {
  readonly train: number;
  readonly test: number;
  /** By key frequency. */
  readonly whole: readonly Wave[];
  readonly held: readonly Wave[];
  readonly deviation: readonly number[];
}

type Wave = Readonly<Record<keyof Waves, number>>;

/**
 * Out, P = p² pairs with a outer: `right` [P], 1 where the network with attention held answers right; `amplitude` and
 * `heldAmplitude` [p, K] as in amplitudeProgram, without and with attention held; `deviation` [H].
 */
export function heldAttentionProgram(spec: RunSpec, keys: readonly number[]): Program {
  const { p } = spec.task;
  const { a, b, target } = additiveExamples(spec);
  return {
    inputs: parameterInputs(spec),
    run: (parameters) => {
      const [ta, tb] = [tf.tensor1d(a, 'int32'), tf.tensor1d(b, 'int32')];
      const W_U = parameters['W_U'] as tf.Tensor2D;
      const logitsOf = (holdsAttention: boolean): tf.Tensor2D =>
        tf.matMul(residualStream(parameters, spec.model, ta, tb, { holdsAttention }).final, W_U);
      const held = logitsOf(true);
      const ofAnswer = tf.sum(tf.mul(held, tf.oneHot(tf.tensor1d(target, 'int32'), p)), 1);
      const onFirst = attentionWeights(parameters, spec.model, ta, tb).at(-1)?.[0] as tf.Tensor2D;
      const centred = tf.sub(onFirst, tf.mean(onFirst, 0, true));
      return {
        right: tf.cast(tf.greaterEqual(ofAnswer, tf.max(held, 1)), 'float32'),
        amplitude: amplitudesByDifference(logitsOf(false), keys, p),
        heldAmplitude: amplitudesByDifference(held, keys, p),
        deviation: tf.sqrt(tf.mean(tf.square(centred), 0)),
      };
    },
  };
}

function shareRight(right: Float32Array, { a, b }: Examples, p: number): number {
  const count = a.reduce((sum, x, i) => sum + (right[x * p + (b[i] ?? 0)] ?? NaN), 0);
  return significant(count / a.length, 6);
}

/** @param amplitude [p, K] */
function wavesOf(amplitude: Float32Array, keys: readonly number[], p: number): Wave[] {
  return keys.map((k, i) => {
    const byDifference = Array.from({ length: p }, (_, difference) => amplitude[difference * keys.length + i] ?? NaN);
    return {
      amplitude: significant(mean(byDifference), 5),
      across: significant(oppositeRatio(byDifference, k), 5),
    };
  });
}
