/** Symmetries of operations by algebra, twins by hand, and what a network that knows only its training pairs gets right. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import { haveTwin, symmetriesOf, twins, type TwinsMeasure } from '../../../src/lab/measures/twins.ts';
import { initialParameters } from '../../../src/lab/models/transformer.ts';
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

test('all held-out pairs are counted once, and right where the largest logit is', async () => {
  const spec = runSpecSchema.parse({
    task: { operation: 'a^2+b^2', p: 13, fracTrain: 0.3 },
    model: { dModel: 16, nHeads: 2, dMlp: 8 },
    optimizer: { learningRate: 1e-3, weightDecay: 1 },
    epochs: 20,
    evaluateEvery: 10,
  });
  const row: Evaluation = { epoch: 0, trainLoss: 1, testLoss: 1, trainAccuracy: 0, testAccuracy: 0, sumSquaredWeights: 1 }; // prettier-ignore
  const network = initialParameters(spec.model, 13, 1);
  const measured = await twins.compute({
    spec,
    rows: [row],
    summary: summarize([row], spec, null),
    checkpointEpochs: [0, 20],
    parametersAt: (epoch) =>
      epoch === 20 ? Promise.resolve(network) : Promise.reject(new Error(`asked for ${epoch}`)),
    compile: (program) => compile(program, 'cpu'),
  });
  const { epoch, withTwin, without } = (measured as { json: TwinsMeasure }).json;
  const { test: heldOut } = splitTask(spec.task, spec.seed);
  const hasTwin = haveTwin(spec.task, splitTask(spec.task, spec.seed));
  expect(epoch).toBe(20);
  expect(withTwin.pairs).toBe(hasTwin.filter(Boolean).length);
  expect(withTwin.pairs + without.pairs).toBe(heldOut.target.length);
  expect(withTwin.right).toBeLessThanOrEqual(withTwin.pairs);
});
