/** Against sums written out pair by pair, closed forms, and the measures that look at the same from another side. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/lab/engine/devices.ts';
import { allocate, type Program } from '../../../src/lab/engine/program.ts';
import { fitHead, scoresOf } from '../../../src/lab/measures/attention.ts';
import { circuitAt } from '../../../src/lab/measures/circuit.ts';
import { measureCatalogue } from '../../../src/lab/measures/catalogue.ts';
import { maps, mapsAt } from '../../../src/lab/measures/maps.ts';
import { decodeMaps, encodeMaps, type MapsResults, type NeuronMap } from '../../../src/lab/measures/mapsFile.ts';
import { evaluate } from '../../../src/lab/measures/measure.ts';
import { pairProgram } from '../../../src/lab/measures/programs.ts';
import { initialParameters, parameterShapes, type Parameters } from '../../../src/lab/models/parameters.ts';
import { decodeSafetensors } from '../../../src/lab/safetensors.ts';
import { runSpecSchema, type RunSpec } from '../../../src/lab/spec.ts';
import { readOracle } from '../oracle.ts';

const onCpu = (program: Program): ReturnType<typeof compile> => compile(program, 'cpu');
const range = (n: number): number[] => [...Array(n).keys()];
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);
const specOf = (p: number, model: Partial<RunSpec['model']> = {}): RunSpec =>
  runSpecSchema.parse({
    task: { p, fracTrain: 0.5 },
    model: { dModel: 16, nHeads: 2, dMlp: 24, ...model },
    optimizer: { learningRate: 1e-3, weightDecay: 1 },
    epochs: 10,
  });
const take = (spec: RunSpec, parameters: Parameters): Promise<MapsResults> =>
  mapsAt({ spec, compile: onCpu }, 10, parameters);
const readBack = (found: MapsResults, p: number): MapsResults => {
  const { tensors } = decodeSafetensors(encodeMaps(found, p));
  return decodeMaps(Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data])), p);
};

/** Everything about one pair by the definition of the network, in float64: no table, no shared rows. */
function naive(
  spec: RunSpec,
  parameters: Parameters,
  a: number,
  b: number,
): { patterns: number[][][]; hidden: number[]; logits: number[] } {
  // prettier-ignore
  const { p } = spec.task;
  const { dModel: d, dMlp: m, nHeads: H, dHead: h } = spec.model;
  const shapes = parameterShapes(spec.model, p);
  const at = (name: string, ...index: number[]): number =>
    parameters[name]?.[index.reduce((flat, i, axis) => flat * (shapes[name]?.[axis] ?? 0) + i, 0)] ?? NaN;
  const stream = [a, b, p].map((token, i) => range(d).map((j) => at('W_E', token, j) + at('W_pos', i, j)));
  const through = (name: string, head: number, x: readonly number[] = []): number[] =>
    range(h).map((j) => sum(x.map((v, i) => v * at(`blocks.0.${name}`, head, i, j))));
  const dot = (x: readonly number[], y: readonly number[]): number => sum(x.map((v, i) => v * (y[i] ?? NaN)));
  const patterns = range(H).map((head) =>
    range(3).map((query) => {
      const scores = range(query + 1).map((key) => dot(through('W_Q', head, stream[query]), through('W_K', head, stream[key])) / Math.sqrt(h)); // prettier-ignore
      const total = sum(scores.map(Math.exp));
      return range(3).map((key) => (key <= query ? Math.exp(scores[key] ?? NaN) / total : 0));
    }),
  );
  const mixed = patterns.map(
    (pattern, head) =>
    range(h).map((j) => sum(range(3).map((key) => (pattern[2]?.[key] ?? NaN) * (through('W_V', head, stream[key])[j] ?? NaN)))), // prettier-ignore
  );
  const middle = range(d).map((i) => (stream[2]?.[i] ?? NaN) + sum(range(H).map((head) => sum(range(h).map((j) => (mixed[head]?.[j] ?? NaN) * at('blocks.0.W_O', head, j, i)))))); // prettier-ignore
  const hidden = range(m).map((n) => Math.max(0, at('blocks.0.b_in', n) + sum(middle.map((x, i) => x * at('blocks.0.W_in', i, n))))); // prettier-ignore
  const final = middle.map((x, i) => x + at('blocks.0.b_out', i) + sum(hidden.map((y, n) => y * at('blocks.0.W_out', n, i)))); // prettier-ignore
  return { patterns, hidden, logits: range(p).map((c) => sum(final.map((x, i) => x * at('W_U', i, c)))) };
}

describe('a random network, pair by pair', () => {
  const p = 7;
  const spec = specOf(p);
  const parameters = initialParameters(spec.model, p, 3);
  const pairs = range(p * p).map((pair) => [Math.floor(pair / p), pair % p] as const);
  const expected = pairs.map(([a, b]) => naive(spec, parameters, a, b));

  test('has the activations, attention and logits of the forward pass written out as sums', async () => {
    const { neurons, heads, examples, correctLogit } = await take(spec, parameters);
    expect(neurons.length).toBeGreaterThan(3);
    for (const { neuron, activation } of neurons)
      expect(activation).toBeAllclose(expected.map(({ hidden }) => hidden[neuron] ?? NaN), { rtol: 1e-4, atol: 1e-5 }); // prettier-ignore
    heads.forEach(({ onFirst, meanPattern }, head) => {
      expect(onFirst).toBeAllclose(expected.map(({ patterns }) => patterns[head]?.[2]?.[0] ?? NaN), { rtol: 1e-4 }); // prettier-ignore
      const means = range(9).map((i) => sum(expected.map(({ patterns }) => patterns[head]?.flat()[i] ?? NaN)) / p ** 2);
      expect(meanPattern.flat()).toBeAllclose(means, { rtol: 1e-4 });
    });
    for (const { a, b, weights } of examples)
      expect(weights.flat()).toBeAllclose(expected[a * p + b]?.patterns.flatMap((pattern) => pattern[2] ?? []) ?? [], { rtol: 1e-4 }); // prettier-ignore
    const answer = expected.map(({ logits }, pair) => (logits[((pairs[pair]?.[0] ?? 0) + (pairs[pair]?.[1] ?? 0)) % p] ?? NaN) - sum(logits) / p); // prettier-ignore
    expect(correctLogit.full).toBeAllclose(answer, { rtol: 1e-4, atol: 1e-4 });
  });

  test('is the same on the eager backend as traced', async () => {
    const traced = await take(spec, parameters);
    const eager = await mapsAt({ spec, compile: (program) => compile(program, 'eager') }, 10, parameters);
    expect(eager.neurons.map(({ neuron }) => neuron)).toEqual(traced.neurons.map(({ neuron }) => neuron));
    eager.neurons.forEach(({ activation }, i) => {
      expect(activation).toBeAllclose(traced.neurons[i]?.activation ?? [], { rtol: 1e-4, atol: 1e-5 });
    });
    for (const part of ['full', 'restricted'] as const)
      expect(eager.correctLogit[part]).toBeAllclose(traced.correctLogit[part], { rtol: 1e-3, atol: 1e-4 });
  });
});

/** Parameters all zero but for the entries given: tensor, indices, value. */
function byHand(
  spec: RunSpec,
  entries: readonly (readonly [name: string, index: readonly number[], value: number])[],
): Parameters {
  // prettier-ignore
  const shapes = parameterShapes(spec.model, spec.task.p);
  const parameters = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, new Float32Array(shape.reduce((n, d) => n * d, 1))]),
  );
  for (const [name, index, value] of entries) {
    const flat = index.reduce((at, i, axis) => at * (shapes[name]?.[axis] ?? 0) + i, 0);
    (parameters[name] as Float32Array)[flat] = value;
  }
  return parameters;
}

test('an attention built by hand: "=" weighs a, b and itself as a + 1 to 2(b + 1) to 3, b weighs a and itself as 4 to 1', async () => {
  const p = 5;
  const spec = specOf(p);
  const scale = Math.sqrt(spec.model.dHead);
  const [equals, first, second] = [p, p + 1, p + 2];
  const parameters = byHand(spec, [
    ...range(p + 1).map((n) => ['W_E', [n, n], 1] as const),
    ['W_pos', [0, first], 1],
    ['W_pos', [1, second], 1],
    // Head 0 compares along its first direction for "=", along its second for b.
    ['blocks.0.W_Q', [0, equals, 0], scale],
    ...range(p).map((n) => ['blocks.0.W_K', [0, n, 0], Math.log(n + 1)] as const),
    ['blocks.0.W_K', [0, second, 0], Math.log(2)],
    ['blocks.0.W_K', [0, equals, 0], Math.log(3)],
    ['blocks.0.W_Q', [0, second, 1], scale],
    ['blocks.0.W_K', [0, first, 1], Math.log(4)],
  ]);
  const { heads, examples } = await take(spec, parameters);
  const weights = (a: number, b: number): number[] => [a + 1, 2 * (b + 1), 3].map((x) => x / (a + 1 + 2 * (b + 1) + 3));
  const all = range(p * p).map((pair) => weights(Math.floor(pair / p), pair % p));
  const mean = range(3).map((source) => sum(all.map((row) => row[source] ?? NaN)) / p ** 2);
  expect(heads[0]?.onFirst).toBeAllclose(all.map(([x = NaN]) => x), { rtol: 1e-5 }); // prettier-ignore
  expect(heads[0]?.meanPattern.flat()).toBeAllclose([1, 0, 0, 0.8, 0.2, 0, ...mean], { rtol: 1e-5 });
  expect(heads[1]?.meanPattern.flat()).toBeAllclose([1, 0, 0, 1 / 2, 1 / 2, 0, 1 / 3, 1 / 3, 1 / 3], { rtol: 1e-5 });
  for (const { a, b, weights: [own = []] } of examples) expect(own).toBeAllclose(weights(a, b), { rtol: 1e-5 }); // prettier-ignore
});

/**
 * A network whose logits are Σ α_k cos w_k(a+b−c) + bias(c): "=" averages a and b, neuron j is the ReLU of a + b − j + 1,
 * and W_out bends their sum into the waves of a + b.
 */
function clock(spec: RunSpec, alpha: Readonly<Record<number, number>>, bias: (c: number) => number): Parameters {
  const { p } = spec.task;
  const [residue, equals, sumOf, constant] = [0, 1, 2, 3];
  const waves = Object.entries(alpha).flatMap(
    ([k, amplitude], i) =>
    [Math.cos, Math.sin].map((wave, half) => ({ direction: 4 + 2 * i + half, at: (n: number) => wave((2 * Math.PI * Number(k) * n) / p), amplitude })), // prettier-ignore
  );
  return byHand(spec, [
    ...range(p).map((n) => ['W_E', [n, residue], n] as const),
    ['W_E', [p, equals], 1],
    ['blocks.0.W_Q', [0, equals, 0], 1],
    ['blocks.0.W_K', [0, equals, 0], -1000],
    ['blocks.0.W_V', [0, residue, 0], 2],
    ['blocks.0.W_O', [0, 0, sumOf], 1],
    ...range(2 * p - 1).flatMap((j) => [
      ['blocks.0.W_in', [sumOf, j], 1] as const,
      ['blocks.0.b_in', [j], 1 - j] as const,
      ...waves.map(({ direction, at }) => {
        const bend = j === 0 ? at(0) : j === 1 ? at(1) - 2 * at(0) : at(j) - 2 * at(j - 1) + at(j - 2);
        return ['blocks.0.W_out', [j, direction], bend] as const;
      }),
    ]),
    ['blocks.0.b_out', [constant], 1],
    ...range(p).flatMap((c) => [
      ['W_U', [constant, c], bias(c)] as const,
      ...waves.map(({ direction, at, amplitude }) => ['W_U', [direction, c], amplitude * at(c)] as const),
    ]),
  ]);
}

describe('logits that are exactly Σ α_k cos w_k(a+b−c)', () => {
  const p = 7;
  const spec = specOf(p);
  const constant = (x: number): number[] => range(p * p).map(() => x);

  test('are all restricted: the correct logit is Σ α_k for every pair, twice', async () => {
    const { keyFrequencies, correctLogit } = await take(
      spec,
      clock(spec, { 1: 6, 3: 10 }, () => 0),
    );
    expect(keyFrequencies).toEqual([1, 3]);
    expect(correctLogit.full).toBeAllclose(constant(16), { rtol: 1e-4 });
    expect(correctLogit.restricted).toBeAllclose(constant(16), { rtol: 1e-4 });
  });

  test('with a mean per answer: restricted keeps it', async () => {
    const { correctLogit } = await take(
      spec,
      clock(spec, { 1: 6, 3: 10 }, (c) => c),
    );
    const expected = range(p * p).map((pair) => 16 + ((Math.floor(pair / p) + (pair % p)) % p) - (p - 1) / 2);
    expect(correctLogit.full).toBeAllclose(expected, { rtol: 1e-4 });
    expect(correctLogit.restricted).toBeAllclose(expected, { rtol: 1e-4 });
  });

  test('with a frequency too weak to be key: restricted is less by its α', async () => {
    const { keyFrequencies, correctLogit } = await take(
      spec,
      clock(spec, { 1: 6, 2: 1, 3: 10 }, () => 0),
    );
    expect(keyFrequencies).toEqual([1, 3]);
    expect(correctLogit.full).toBeAllclose(constant(17), { rtol: 1e-4 });
    expect(correctLogit.restricted).toBeAllclose(constant(16), { rtol: 1e-4 });
  });
});

describe('a trained network', () => {
  const { spec, final, split } = readOracle('one-layer');
  const { p } = spec.task;
  const weights = Object.fromEntries(Object.entries(final).map(([name, data]) => [name, Float32Array.from(data)]));

  test('agrees with `circuit`, `attention` and `pairs`, which look at the same from other sides', async () => {
    const found = await take(spec, weights);
    const circuit = await circuitAt({ spec, compile: onCpu }, 10, weights, split);
    expect(found.keyFrequencies).toEqual(circuit.keyFrequencies);
    expect(found.neurons.length).toBeGreaterThan(0);
    for (const { neuron, frequency, fve, activation } of found.neurons) {
      expect([frequency, fve]).toEqual([circuit.neuronFrequency[neuron], circuit.neuronFve[neuron]]);
      expect(fveOf(activation, frequency, p)).toBeCloseTo(fve, 4);
    }
    const fits = scoresOf(weights, spec).map((scores) => fitHead(scores, p));
    found.heads.forEach(({ frequency, fve, meanPattern }, head) => {
      expect(frequency).toBe(fits[head]?.frequency);
      expect(fve).toBeCloseTo(fits[head]?.fve ?? NaN, 5);
      expect(meanPattern[2]?.[2]).toBeCloseTo(fits[head]?.onEquals ?? NaN, 6);
    });
    const { correctLogit } = await evaluate(await onCpu(pairProgram(spec)), weights);
    expect(found.correctLogit.full).toBeAllclose(correctLogit ?? [], { rtol: 1e-5, atol: 1e-5 });
  });

  test('is read back from its file: activations within peak / 510, attention within 2⁻¹², the rest as it was', async () => {
    const found = await take(spec, weights);
    const back = readBack(found, p);
    const largest = (x: Float32Array, y: Float32Array): number => x.reduce((most, v, i) => Math.max(most, Math.abs(v - (y[i] ?? NaN))), 0); // prettier-ignore
    found.neurons.forEach(({ activation, ...told }, i) => {
      const { activation: read, ...others } = back.neurons[i] as NeuronMap;
      const peak = Math.max(...activation);
      expect(largest(activation, read)).toBeLessThanOrEqual((peak / 510) * (1 + 1e-5));
      expect(largest(activation, read)).toBeGreaterThan(peak / 5100);
      expect({ ...others, fve: told.fve }).toEqual(told);
      expect(others.fve).toBeCloseTo(told.fve, 6);
    });
    found.heads.forEach(({ onFirst, meanPattern }, head) => {
      expect(largest(onFirst, back.heads[head]?.onFirst ?? new Float32Array())).toBeLessThanOrEqual(2 ** -12);
      expect(back.heads[head]?.meanPattern.flat()).toBeAllclose(meanPattern.flat(), { rtol: 1e-6 });
    });
    found.examples.forEach(({ a, b, weights: own }, i) => {
      expect(back.examples[i]).toMatchObject({ a, b });
      expect(back.examples[i]?.weights.flat()).toBeAllclose(own.flat(), { rtol: 1e-6 });
    });
    expect(back.correctLogit).toEqual(found.correctLogit);
    expect([back.epoch, back.keyFrequencies]).toEqual([found.epoch, found.keyFrequencies]);
  });

  test('the file is what `compute` writes; another modulus is refused', async () => {
    const file = await maps.compute({
      spec,
      rows: [],
      summary: {} as never,
      checkpointEpochs: [10],
      parametersAt: () => Promise.resolve(weights),
      compile: onCpu,
    });
    expect(file.name).toBe('maps.safetensors');
    const { tensors, metadata } = decodeSafetensors('bytes' in file ? file.bytes : new Uint8Array());
    expect(metadata['measure']).toBe(`maps@${measureCatalogue.maps.version}`);
    const data = Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.data]));
    expect(decodeMaps(data, p)).toEqual(readBack(await take(spec, weights), p));
    expect(() => decodeMaps(data, p + 2)).toThrow(`do not fit p = ${p + 2}`);
  });
});

/** Share of the variance of a function of (a, b) in the eight terms of degree ≤ 2 of one frequency, as sums. */
function fveOf(values: Float32Array, k: number, p: number): number {
  const mean = values.reduce((total, x) => total + x, 0) / p ** 2;
  const waves = [() => 1 / Math.sqrt(p), ...[Math.cos, Math.sin].map((wave) => (n: number) => Math.sqrt(2 / p) * wave((2 * Math.PI * k * n) / p))]; // prettier-ignore
  const components = waves.flatMap((f) => waves.map((g) => values.reduce((total, x, i) => total + (x - mean) * f(Math.floor(i / p)) * g(i % p), 0))); // prettier-ignore
  return sum(components.map((x) => x * x)) / values.reduce((total, x) => total + (x - mean) ** 2, 0);
}

test('weights that are not finite give maps of NaN and no neurons', async () => {
  const spec = specOf(7);
  const parameters = allocate(
    Object.fromEntries(Object.entries(parameterShapes(spec.model, 7)).map(([name, shape]) => [name, { shape, dtype: 'float32' }])), // prettier-ignore
  ) as Parameters;
  for (const values of Object.values(parameters)) values.fill(NaN);
  const { neurons, heads, correctLogit } = readBack(await take(spec, parameters), 7);
  expect(neurons).toEqual([]);
  expect([heads[0]?.onFirst[0], correctLogit.full[0], correctLogit.restricted[0]]).toEqual([NaN, NaN, NaN]);
});

test('a network that has learned nothing has maps for six of its key frequencies, and at p = 113 they fit in 600 kB', async () => {
  const p = 17;
  const spec = specOf(p, { dMlp: 128 });
  const { keyFrequencies, neurons } = await take(spec, initialParameters(spec.model, p, 1));
  expect(keyFrequencies.length).toBeGreaterThan(6);
  expect(new Set(neurons.map(({ shownFor }) => shownFor)).size).toBe(7);
  expect(neurons.length).toBeLessThanOrEqual(21);
  const activation = new Float32Array(113 ** 2);
  const heads = range(4).map(() => ({ onFirst: activation, frequency: 1, fve: 0, meanPattern: [[1, 0, 0], [1, 0, 0], [1, 0, 0]] })); // prettier-ignore
  const large = { epoch: 1, keyFrequencies, neurons: range(21).map((neuron) => ({ neuron, shownFor: 1, frequency: 1, fve: 0, activation })), heads, examples: [], correctLogit: { full: activation, restricted: activation } }; // prettier-ignore
  expect(encodeMaps(large, 113).length).toBeLessThan(600_000);
});

test('is refused where there is not one layer, or no addition', () => {
  const spec = specOf(7);
  expect(measureCatalogue.maps.refuses?.(spec)).toBeNull();
  expect(measureCatalogue.maps.refuses?.({ ...spec, model: { ...spec.model, nLayers: 2 } })).toContain('one layer');
  expect(measureCatalogue.maps.refuses?.({ ...spec, task: { ...spec.task, operation: 'a-b' } })).toContain('about a+b');
});
