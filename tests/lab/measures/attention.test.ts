import { describe, expect, test } from 'vitest';
import { measureCatalogue } from '../../../src/lab/measures/catalogue.ts';
import { attention, fitHead, scoresOf, type AttentionMeasure } from '../../../src/lab/measures/attention.ts';
import { initialParameters, parameterShapes } from '../../../src/lab/models/parameters.ts';
import { runSpecSchema } from '../../../src/lab/spec.ts';
import { summarize, type Evaluation } from '../../../src/lab/training/summary.ts';

const p = 13;
const spec = runSpecSchema.parse({
  task: { p, fracTrain: 0.5 },
  model: { dModel: 16, nHeads: 2, dMlp: 8 },
  optimizer: { learningRate: 1e-3, weightDecay: 1 },
  epochs: 10,
});
const parameters = initialParameters(spec.model, p, 3);

test('scores are q·k/√dHead of "=" with each position, written out as sums', () => {
  const shapes = parameterShapes(spec.model, p);
  const entry = (name: string, ...index: number[]): number => {
    const shape = shapes[name] ?? [];
    return parameters[name]?.[index.reduce((flat, i, axis) => flat * (shape[axis] ?? 0) + i, 0)] ?? NaN;
  };
  const range = (n: number): number[] => [...Array(n).keys()];
  const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);
  const stream = (token: number, position: number, i: number): number =>
    entry('W_E', token, i) + entry('W_pos', position, i);
  const projected = (name: string, head: number, token: number, position: number, j: number): number =>
    sum(range(16).map((i) => stream(token, position, i) * entry(`blocks.0.${name}`, head, i, j)));
  const score = (head: number, token: number, position: number): number =>
    sum(range(8).map((j) => projected('W_Q', head, p, 2, j) * projected('W_K', head, token, position, j))) /
    Math.sqrt(8);
  scoresOf(parameters, spec).forEach(({ first, second, equals }, head) => {
    expect(first).toBeAllclose(range(p).map((n) => score(head, n, 0)), { rtol: 1e-9, atol: 1e-12 }); // prettier-ignore
    expect(second).toBeAllclose(range(p).map((n) => score(head, n, 1)), { rtol: 1e-9, atol: 1e-12 }); // prettier-ignore
    expect(equals).toBeCloseTo(score(head, p, 2), 9);
  });
});

describe('the fit of a head', () => {
  const wave = (scale: number, phase = 0): Float64Array =>
    Float64Array.from({ length: p }, (_, n) => scale * Math.cos((2 * Math.PI * 3 * n) / p - phase));

  test('small scores of one frequency are fitted by it: the softmax of two is linear there, with slope 1/4', () => {
    const fit = fitHead({ first: wave(0.01), second: wave(0.01), equals: -100 }, p);
    expect(fit.frequency).toBe(3);
    expect([fit.alpha, fit.beta]).toBeAllclose([0.0025, 0], { rtol: 1e-3, atol: 1e-9 });
    expect(fit.fve).toBeGreaterThan(0.9999);
    expect(fit.onEquals).toBeLessThan(1e-40);
  });

  test('a phase of a quarter turn goes to the sine', () => {
    const fit = fitHead({ first: wave(0.01, Math.PI / 2), second: wave(0.01, Math.PI / 2), equals: -100 }, p);
    expect([fit.alpha, fit.beta]).toBeAllclose([0, 0.0025], { rtol: 1e-3, atol: 1e-9 });
  });

  test('equal scores: nothing to explain, a third on "="', () => {
    const none = new Float64Array(p);
    expect(fitHead({ first: none, second: none, equals: 0 }, p)).toMatchObject({ fve: 0, onEquals: expect.closeTo(1 / 3, 12) as number }); // prettier-ignore
  });
});

test('over checkpoints: one number for each head and epoch, and the scores of the last', async () => {
  const rows = [0, 10].map((epoch): Evaluation => ({ epoch, trainLoss: 1, testLoss: 2, trainAccuracy: 0, testAccuracy: 0, sumSquaredWeights: 1 })); // prettier-ignore
  const other = initialParameters(spec.model, p, 4);
  const { json } = (await attention.compute({
    spec,
    rows,
    summary: summarize(rows, spec, null),
    checkpointEpochs: [0, 10],
    parametersAt: (epoch) => Promise.resolve(epoch === 0 ? other : parameters),
    compile: () => Promise.reject(new Error('not needed')),
  })) as { json: AttentionMeasure };
  expect(json.fve.map((head) => head.length)).toEqual([2, 2]);
  expect(json.finalScores.first[1]).toBeAllclose(scoresOf(parameters, spec)[1]?.first ?? [], { rtol: 1e-4 });
  expect(measureCatalogue.attention.refuses?.({ ...spec, model: { ...spec.model, nLayers: 2 } })).toContain(
    'one layer',
  );
});
