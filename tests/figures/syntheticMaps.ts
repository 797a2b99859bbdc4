/** Maps of a network that was never trained: neurons, heads and logits by closed form. */
import { fitWeights } from '../../src/lab/measures/attention.ts';
import { examplePairs } from '../../src/lab/measures/maps.ts';
import type { HeadMap, MapsResults, NeuronMap } from '../../src/lab/measures/mapsFile.ts';

/** A number in [0, 1) that looks random: position `i` of a Weyl sequence. */
const noise = (i: number): number => (i * 0.6180339887498949) % 1;
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

export interface Course {
  readonly p: number;
  readonly keys: readonly number[];
  readonly heads: number;
  readonly epoch: number;
}

export function syntheticMaps({ p, keys, heads, epoch }: Course): MapsResults {
  const wave = (k: number, n: number, phase = 0): number => Math.cos((2 * Math.PI * k * n) / p - phase);
  const overPairs = (value: (a: number, b: number, pair: number) => number): Float32Array =>
    Float32Array.from({ length: p * p }, (_, pair) => value(Math.floor(pair / p), pair % p, pair));
  const explained = keys.flatMap((k, row) =>
    range(3).map((i): NeuronMap => {
      const phase = row + 2 * i;
      return {
        neuron: 10 * row + i,
        shownFor: k,
        frequency: k,
        fve: 0.98 - 0.01 * i,
        activation: overPairs((a, b) =>
          Math.max(0, (i + 1) * (wave(k, a, phase) + wave(k, b, phase) + wave(k, a + b, phase))),
        ),
      };
    }),
  );
  const others = range(3).map((i): NeuronMap => ({
    neuron: 10 * keys.length + i,
    shownFor: null,
    frequency: keys[0] ?? 1,
    fve: 0.5 - 0.1 * i,
    activation: overPairs((a, _, pair) => Math.max(0, wave(1, a, i) + 2 * (noise(pair + i) - 0.5))),
  }));
  /** [3] of one pair: softmax of waves that differ between heads. */
  const weights = (head: number, a: number, b: number): number[] => {
    const k = keys[head % keys.length] ?? 1;
    const exps = [1.2 * wave(k, a, head), -1.2 * wave(k, b, head + 0.1), -5].map(Math.exp);
    const total = exps.reduce((sum, x) => sum + x, 0);
    return exps.map((x) => x / total);
  };
  const headMaps = range(heads).map((head): HeadMap => {
    const onFirst = overPairs((a, b) => weights(head, a, b)[0] ?? NaN);
    const mean = (source: number): number =>
      overPairs((a, b) => weights(head, a, b)[source] ?? NaN).reduce((sum, x) => sum + x, 0) / p ** 2;
    const { frequency, fve } = fitWeights(onFirst, p);
    return { onFirst, frequency, fve, meanPattern: [[1, 0, 0], [0.6 - 0.05 * head, 0.4 + 0.05 * head, 0], range(3).map(mean)] }; // prettier-ignore
  });
  const restricted = overPairs((a, b) => 40 + 2 * wave(1, a + b));
  return {
    epoch,
    keyFrequencies: keys,
    neurons: [...explained, ...others],
    heads: headMaps,
    examples: examplePairs(p).map(([a, b]) => ({ a, b, weights: range(heads).map((head) => weights(head, a, b)) })),
    correctLogit: { full: restricted.map((x, pair) => x + 1 + 8 * (noise(pair) - 0.5)), restricted },
  };
}
