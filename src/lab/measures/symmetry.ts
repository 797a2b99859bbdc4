/**
 * `symmetry` and `symmetryPath`: by which of two algorithms a network adds on a circle. On the clock it adds angles and is
 * equally sure of every pair; on the pizza it averages the two points, which are alike to it, and is the less sure the
 * further they lie apart. Definitions: Zhong et al. 2023, arXiv:2306.17844, §4.2 and its appendix: their clock (a
 * transformer with attention) has a gradient symmetricity of 33 % and a distance irrelevance of 0.85, their pizza
 * (without) 99 % and 0.17. Over all p² ordered pairs.
 */
import type { Executable } from '../engine/program.ts';
import { mean } from '../mean.ts';
import type { Parameters } from '../models/parameters.ts';
import type { RunSpec } from '../spec.ts';
import { randomStream } from '../tasks/random.ts';
import { finalKeyFrequencies } from './embeddingFourier.ts';
import { evaluate, finiteCheckpoints, type Measure } from './measure.ts';
import { significant } from './round.ts';
import { amplitudeProgram, symmetryProgram } from './symmetryProgram.ts';

/** Of one network. */
export interface Symmetry {
  /**
   * Mean cosine between the gradients of a logit by the embedded a and by the embedded b, over all p² pairs with an
   * answer each, drawn by chance. 1 where a network cannot tell its operands apart.
   */
  readonly gradientSymmetricity: number;
  /**
   * Mean over the p differences b − a of the standard deviation of the right answer's logit among the p pairs of that
   * difference, relative to its standard deviation over all pairs: 1 where the difference says nothing, 0 where it says
   * everything.
   */
  readonly distanceIrrelevance: number;
}

/** measures/symmetry.json */
export interface SymmetryMeasure extends Symmetry {
  readonly measure: 'symmetry@1';
  /** Of the network looked at: the final one. */
  readonly epoch: number;
  /** Of the final logits, ascending. */
  readonly keyFrequencies: readonly number[];
  /**
   * [K][p], by b − a from 0: mean amplitude of cos w_k(a+b−c) in the logits of the p pairs of a difference. On the clock
   * it is the same for all; on the pizza it goes as |cos w_k(b−a)/2|.
   */
  readonly amplitudes: readonly (readonly number[])[];
}

/** measures/symmetryPath.json; T checkpoints. */
export interface SymmetryPathMeasure {
  readonly measure: 'symmetryPath@1';
  readonly epochs: readonly number[];
  readonly gradientSymmetricity: readonly number[];
  readonly distanceIrrelevance: readonly number[];
}

export const symmetry: Measure = {
  compute: async (context) => {
    const { spec, compile } = context;
    const { p } = spec.task;
    const epoch = context.checkpointEpochs.at(-1) ?? 0;
    const parameters = await context.parametersAt(epoch);
    const { keys } = await finalKeyFrequencies(context, parameters);
    const [symmetries, byDifference] = [
      await compile(symmetryProgram(spec, answersByChance(spec))),
      await compile(amplitudeProgram(spec, keys)),
    ];
    const found = await symmetryOf(symmetries, parameters, p);
    const { amplitude = new Float32Array() } = await evaluate(byDifference, parameters);
    await symmetries.dispose();
    await byDifference.dispose();
    const amplitudes = keys.map((_, i) =>
      Array.from({ length: p }, (__, difference) => significant(amplitude[difference * keys.length + i] ?? NaN, 5)),
    );
    const json: SymmetryMeasure = { measure: 'symmetry@1', epoch, ...found, keyFrequencies: keys, amplitudes };
    return { name: 'symmetry.json', json };
  },
};

export const symmetryPath: Measure = {
  compute: async (context) => {
    const { spec, parametersAt, compile } = context;
    const executable = await compile(symmetryProgram(spec, answersByChance(spec)));
    const epochs = await finiteCheckpoints(context);
    const found: Symmetry[] = [];
    for (const epoch of epochs) found.push(await symmetryOf(executable, await parametersAt(epoch), spec.task.p));
    await executable.dispose();
    const json: SymmetryPathMeasure = {
      measure: 'symmetryPath@1',
      epochs,
      gradientSymmetricity: found.map(({ gradientSymmetricity }) => gradientSymmetricity),
      distanceIrrelevance: found.map(({ distanceIrrelevance }) => distanceIrrelevance),
    };
    return { name: 'symmetryPath.json', json };
  },
};

/** The same for all networks of a modulus, so that they are asked the same. */
export function answersByChance({ task: { p } }: Pick<RunSpec, 'task'>): Int32Array {
  const random = randomStream(0, 'symmetry');
  return Int32Array.from({ length: p * p }, () => random.integer(p));
}

async function symmetryOf(executable: Executable, parameters: Parameters, p: number): Promise<Symmetry> {
  const { similarity = new Float32Array(), correctLogit = new Float32Array() } = await evaluate(executable, parameters);
  return {
    gradientSymmetricity: significant(mean(similarity), 6),
    distanceIrrelevance: significant(distanceIrrelevance(correctLogit, p), 6),
  };
}

/** @param logits of the right answers, [p²], a outer. NaN where all are equal. */
export function distanceIrrelevance(logits: ArrayLike<number>, p: number): number {
  const all = Float64Array.from(logits);
  const within = Float64Array.from({ length: p }, (_, difference) =>
    deviation(Float64Array.from({ length: p }, (_, a) => all[a * p + ((a + difference) % p)] ?? NaN)),
  );
  return mean(within) / deviation(all);
}

const deviation = (values: Float64Array): number => {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((x) => (x - centre) ** 2)));
};
