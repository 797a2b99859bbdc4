/** Symmetries of operations by algebra, twins by hand, and what a network that knows only its training pairs gets right. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import { mistakes } from '../../../src/lab/measures/mistakes.ts';
import type { MeasureContext } from '../../../src/lab/measures/measure.ts';
import { haveTwin, symmetriesOf, twins, type TwinsMeasure } from '../../../src/lab/measures/twins.ts';
import type { MistakesMeasure } from '../../../src/lab/measures/wrongAnswers.ts';
import { initialParameters } from '../../../src/lab/models/parameters.ts';
import { runSpecSchema } from '../../../src/lab/spec.ts';
import { splitTask, type Examples, type ModularTask } from '../../../src/lab/tasks/modular.ts';
import { summarize, type Evaluation } from '../../../src/lab/training/summary.ts';

const task = (operation: ModularTask['operation'], p = 13): ModularTask => ({
  name: 'modular@1',
  operation,
  p,
  fracTrain: 0.5,
  split: 'random',
  pairs: 'ordered',
});

describe('symmetries', () => {
  test.each<[ModularTask['operation'], string[]]>([
    ['a+b', ['(b, a)']],
    ['a-b', ['(−b, −a)']],
    ['a*b', ['(−a, −b)', '(b, a)', '(−b, −a)']],
    ['a/b', ['(−a, −b)']],
    ['a^2+b^2', ['(a, −b)', '(−a, b)', '(−a, −b)', '(b, a)', '(b, −a)', '(−b, a)', '(−b, −a)']],
    ['a^2+ab+b^2', ['(−a, −b)', '(b, a)', '(−b, −a)']],
    ['a^3+ab', []],
  ])('of %s', (operation, expected) => {
    expect(symmetriesOf(task(operation)).map(({ name }) => name)).toEqual(expected);
  });
});

describe('twins', () => {
  const of = (pairs: readonly [number, number][]): Examples => ({
    a: Int32Array.from(pairs, ([a]) => a),
    b: Int32Array.from(pairs, ([, b]) => b),
    target: new Int32Array(pairs.length),
  });

  test('are training pairs with the order or the signs changed', () => {
    const split = { train: of([[1, 2]]), test: of([[2, 1], [12, 2], [11, 12], [1, 3]]) }; // prettier-ignore
    expect(haveTwin(task('a^2+b^2'), split)).toEqual([true, true, true, false]);
    expect(haveTwin(task('a+b'), split)).toEqual([true, false, false, false]);
    expect(haveTwin(task('a^3+ab'), split)).toEqual([false, false, false, false]);
  });

  test('of a² + b² at 30 % nine pairs of ten have one, of a³ + ab none', () => {
    const shareOf = (operation: ModularTask['operation']): number => {
      const given = { ...task(operation, 43), fracTrain: 0.3 };
      const has = haveTwin(given, splitTask(given, 0));
      return has.filter(Boolean).length / has.length;
    };
    // 1 − 0.7⁷, less the pairs with fewer than seven twins.
    expect(shareOf('a^2+b^2')).toBeGreaterThan(0.89);
    expect(shareOf('a^2+b^2')).toBeLessThan(1 - 0.7 ** 7 + 0.01);
    expect(shareOf('a+b')).toBeCloseTo(0.3, 1);
    expect(shareOf('a^3+ab')).toBe(0);
  });
});

test('all held-out pairs are counted once at every checkpoint, and as many right as by the measure of mistakes', async () => {
  const spec = runSpecSchema.parse({
    task: { operation: 'a^2+b^2', p: 13, fracTrain: 0.3 },
    model: { dModel: 16, nHeads: 2, dMlp: 8 },
    optimizer: { learningRate: 1e-3, weightDecay: 1 },
    epochs: 20,
    evaluateEvery: 10,
  });
  const row: Evaluation = { epoch: 0, trainLoss: 1, testLoss: 1, trainAccuracy: 0, testAccuracy: 0, sumSquaredWeights: 1 }; // prettier-ignore
  const networks = [3, 4].map((seed) => initialParameters(spec.model, 13, seed));
  const context: MeasureContext = {
    spec,
    rows: [row],
    summary: summarize([row], spec, null),
    checkpointEpochs: [0, 10],
    parametersAt: (epoch) => Promise.resolve(networks[epoch / 10] ?? {}),
    compile: (program) => compile(program, 'cpu'),
  };
  const measured = await twins.compute(context);
  const offsets = await mistakes.compute(context);
  const { epochs, withTwin, without } = (measured as { json: TwinsMeasure }).json;
  const right = (offsets as { json: MistakesMeasure }).json.offsets.map(([none]) => none);
  const hasTwin = haveTwin(spec.task, splitTask(spec.task, spec.seed));
  expect(epochs).toEqual([0, 10]);
  expect(withTwin.pairs).toBe(hasTwin.filter(Boolean).length);
  expect(without.pairs).toBe(hasTwin.filter((has) => !has).length);
  expect(withTwin.right.map((n, t) => n + (without.right[t] ?? NaN))).toEqual(right);
});
