import type * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import { allocate, type Program } from '../../../src/lab/engine/program.ts';
import { measureCatalogue } from '../../../src/lab/measures/catalogue.ts';
import { frequenciesOf, gini } from '../../../src/lab/measures/fourier.ts';
import { evaluate } from '../../../src/lab/measures/measure.ts';
import { additiveBasis, operationBasis, type OperationBasis } from '../../../src/lab/measures/operationBasis.ts';
import { energiesBySum, labelledPairs, operationEnergyProgram } from '../../../src/lab/measures/operationEnergy.ts';
import { operationFourier, type OperationFourierMeasure } from '../../../src/lab/measures/operationFourier.ts';
import { logitEnergyProgram } from '../../../src/lab/measures/programs.ts';
import { initialParameters, type Parameters } from '../../../src/lab/models/parameters.ts';
import { runSpecSchema, type RunSpec } from '../../../src/lab/spec.ts';
import { modulo, operations, type Operation, type OperationName } from '../../../src/lab/tasks/operations.ts';
import { randomStream } from '../../../src/lab/tasks/random.ts';
import { summarize, type Evaluation } from '../../../src/lab/training/summary.ts';
import { readOracle } from '../oracle.ts';

const onCpu = (program: Program): ReturnType<typeof compile> => compile(program, 'cpu');

const specOf = (operation: OperationName, p: number): RunSpec =>
  runSpecSchema.parse({
    task: { operation, p, fracTrain: 0.5 },
    model: { dModel: 16, nHeads: 2, dMlp: 8 },
    optimizer: { learningRate: 1e-3, weightDecay: 1 },
    epochs: 100,
  });

interface Energies {
  /** Of each folded frequency. */
  readonly energies: number[];
  readonly shareBySum: number;
}

/** What is measured of logits given as a function of the operands and the output. */
async function energiesOf(
  { task }: RunSpec,
  basis: OperationBasis,
  logit: (a: number, b: number, c: number) => number,
): Promise<Energies> {
  const { p } = task;
  const { a, b, sums } = labelledPairs(task, basis);
  const L = Float32Array.from({ length: a.length * p }, (_, i) => {
    const pair = Math.floor(i / p);
    return logit(a[pair] ?? NaN, b[pair] ?? NaN, i % p);
  });
  const executable = await onCpu({
    inputs: { L: { shape: [a.length, p], dtype: 'float32' } },
    run: (inputs) => energiesBySum(inputs['L'] as tf.Tensor2D, sums, basis),
  });
  const out = allocate(executable.outputs);
  await executable.run({ L }, out);
  const power = out['power'] ?? [];
  return {
    energies: frequenciesOf(basis.n).map((k) => (power[2 * k - 1] ?? NaN) + (power[2 * k] ?? 0)),
    shareBySum: (out['bySum']?.[0] ?? NaN) / (out['variance']?.[0] ?? NaN),
  };
}

describe.each(['a+b', 'a-b', 'a*b', 'a/b', 'a^2+b^2'] as const)('logits of %s', (operation) => {
  const p = 13;
  const spec = specOf(operation, p);
  const basis = operationBasis(operation, p)!;
  const { n, first, second, answer } = basis;
  const difference = (a: number, b: number, c: number): number => first[a]! + second[b]! - answer[c]!;

  test('Σ α_k cos w_k(a + b − c), in labels, have energy at those k alone, in proportion to α²', async () => {
    const alpha: Record<number, number> = { 2: 3, 5: 1 };
    const { energies, shareBySum } = await energiesOf(spec, basis, (a, b, c) =>
      answer[c] === -1
        ? 9
        : Object.entries(alpha).reduce(
            (sum, [k, x]) => sum + x * Math.cos((2 * Math.PI * Number(k) * difference(a, b, c)) / n),
            0,
          ),
    );
    const { a } = labelledPairs(spec.task, basis);
    const expected = frequenciesOf(n).map((k) => ((alpha[k] ?? 0) ** 2 * a.length * n) / 2);
    expect(energies).toBeAllclose(expected, { rtol: 1e-4, atol: 1e-3 });
    expect(shareBySum).toBeCloseTo(1, 5);
  });

  test('which tell right answers from wrong ones have equal energy at every frequency', async () => {
    const { apply }: Operation = operations[operation];
    const { energies } = await energiesOf(spec, basis, (a, b, c) => Number(modulo(apply(a, b, p), p) === c));
    // For even n the last has a cosine alone: half.
    const flat = energies.map((energy, i) => (2 * (i + 1) === n ? 2 * energy : energy));
    expect(gini(flat)).toBeCloseTo(0, 5);
  });
});

test('energies agree with projections on unit waves over pairs, one by one, in float64', async () => {
  const p = 7;
  const spec = specOf('a/b', p);
  const basis = operationBasis('a/b', p)!;
  const random = randomStream(0, 'operationFourier.test');
  const L = Array.from({ length: p ** 3 }, () => random.normal());
  const logit = (a: number, b: number, c: number): number => L[(a * p + b) * p + c] ?? NaN;
  const { energies } = await energiesOf(spec, basis, logit);
  const { a, b } = labelledPairs(spec.task, basis);
  expect(a).toHaveLength((p - 1) ** 2);
  const expected = frequenciesOf(basis.n).map((k) => {
    let energy = 0;
    for (const wave of [Math.cos, Math.sin]) {
      const values = Array.from(a, (x, i) => wave((2 * Math.PI * k * (basis.first[x]! + basis.second[b[i]!]!)) / basis.n));
      const norm = Math.hypot(...values);
      // The sine of n/2 is nothing.
      if (norm < 1e-6) continue;
      for (let c = 1; c < p; c++) {
        energy += (values.reduce((sum, x, i) => sum + x * logit(a[i] ?? NaN, b[i] ?? NaN, c), 0) / norm) ** 2;
      }
    }
    return energy;
  }); // prettier-ignore
  expect(energies).toBeAllclose(expected, { rtol: 1e-4 });
});

test('in the additive basis they are those of `fourier`', async () => {
  const { spec, final } = readOracle('one-layer');
  const parameters = Object.fromEntries(Object.entries(final).map(([name, data]) => [name, Float32Array.from(data)]));
  const basis = additiveBasis(spec.task.p);
  const { power = [] } = await evaluate(await onCpu(operationEnergyProgram(spec, basis)), parameters);
  const { energy = [] } = await evaluate(await onCpu(logitEnergyProgram(spec)), parameters);
  const energies = frequenciesOf(basis.n).map((k) => (power[2 * k - 1] ?? NaN) + (power[2 * k] ?? NaN));
  expect(energies).toBeAllclose(energy, { rtol: 1e-4 });
});

const evaluationAt = (epoch: number, accuracy: number): Evaluation => ({ epoch, trainLoss: 1, testLoss: 2, trainAccuracy: accuracy, testAccuracy: epoch < 70 ? 0 : accuracy, sumSquaredWeights: 1 }); // prettier-ignore

async function measured(
  spec: RunSpec,
  parametersAt: (epoch: number) => Parameters,
  rows = [0, 10, 70, 100].map((epoch) => evaluationAt(epoch, Number(epoch > 0))),
): Promise<OperationFourierMeasure> {
  const result = await operationFourier.compute({
    spec,
    rows,
    summary: summarize(rows, spec, null),
    checkpointEpochs: [0, 20, 70, 100],
    parametersAt: (epoch) => Promise.resolve(parametersAt(epoch)),
    compile: onCpu,
  });
  expect(result.name).toBe('operationFourier.json');
  return (result as { json: OperationFourierMeasure }).json;
}

describe('over checkpoints', () => {
  test('an embedding that turns into waves of the logarithm has structure there, and none in the additive basis', async () => {
    const p = 53;
    const spec = specOf('a*b', p);
    const { first, n } = operationBasis('a*b', p)!;
    const initial = initialParameters(spec.model, p, 0);
    const { dModel: d } = spec.model;
    const W_E = Float32Array.from(initial['W_E'] ?? [], (_, i) => {
      const [a, j] = [Math.floor(i / d), i % d];
      const angle = (2 * Math.PI * (j < 8 ? 5 : 12) * (first[a] ?? 0)) / n;
      return a === 0 || a === p ? 0 : j % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
    });
    const { epochs, bases } = await measured(spec, (epoch) => (epoch < 70 ? initial : { ...initial, W_E }));
    const [own, additive] = bases as [OperationFourierMeasure['bases'][number], OperationFourierMeasure['bases'][number]];
    expect(epochs).toEqual([0, 20, 70, 100]);
    expect([own.name, own.belongs, own.n, own.leftOut]).toEqual(['discrete logarithm to base 2', true, 52, [0]]);
    expect([additive.name, additive.belongs, additive.n, additive.leftOut]).toEqual(['additive', false, 53, []]);
    expect(own.norms.map((row) => row.length)).toEqual([26, 26, 26, 26]);
    // Two of 26 frequencies have everything, equally.
    expect(own.gini.at(-1)).toBeCloseTo(1 - 2 / 26, 4);
    expect(additive.gini.at(-1)).toBeLessThan(0.01);
    expect(own.gini[0]).toBeLessThan(0.1);
    expect(own.moments.memorized).toMatchObject({ epoch: 20, gini: own.gini[1] });
    expect(own.moments.generalized).toMatchObject({ epoch: 70, gini: own.gini[2] });
    expect(own.moments.final).toMatchObject({ epoch: 100, gini: own.gini[3], shareByLabel: 1 });
    expect(own.moments.final.logitEnergies).toHaveLength(26);
  }); // prettier-ignore

  test('a moment that does not come within the run is null', async () => {
    const spec = specOf('a-b', 7);
    const rows = [0, 100].map((epoch) => evaluationAt(epoch, 0));
    const { bases } = await measured(spec, () => initialParameters(spec.model, 7, 1), rows);
    expect(bases.map(({ moments }) => [moments.memorized, moments.generalized, moments.final.epoch])).toEqual([
      [null, null, 100],
      [null, null, 100],
    ]);
  });

  test.each([
    ['a+b', ['additive']],
    ['a-b', ['additive, second operand negated', 'additive']],
    ['a^2+b^2', ['squares', 'additive']],
    ['a^3+ab', ['additive']],
  ] as const)('%s is seen in the bases %j', async (operation, names) => {
    const spec = specOf(operation, 11);
    const { bases } = await measured(spec, (epoch) => initialParameters(spec.model, 11, epoch));
    expect(bases.map(({ name }) => name)).toEqual(names);
    expect(bases.map(({ belongs }) => belongs)).toEqual(names.map((_, i) => i === 0 && operation !== 'a^3+ab'));
  });

  test('a modulus of 2 has no frequency to tell', () => {
    expect(measureCatalogue.operationFourier.refuses?.(specOf('a+b', 2))).toBe('needs a modulus of at least 3, p is 2');
    expect(measureCatalogue.operationFourier.refuses?.(specOf('a*b', 3))).toBeNull();
  });
});
