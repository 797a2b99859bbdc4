/**
 * `maps`: what the final network of one layer computes for every pair: activations of some neurons, the attention of
 * every head, and the logit of the right answer, of the whole network and of its restricted part. The file: mapsFile.ts.
 * Source of what is looked at: Nanda et al. 2023, arXiv:2301.05217, §4 and App. B; the choice of pairs is ours.
 */
import type { RunSpec } from '../spec.ts';
import { fitWeights } from './attention.ts';
import { circuitAt } from './circuit.ts';
import { finalKeyFrequencies } from './embeddingFourier.ts';
import { encodeMaps, type ExamplePair, type HeadMap, type MapsResults } from './mapsFile.ts';
import { mapsProgram } from './mapsProgram.ts';
import { evaluate, type Measure, type MeasureContext } from './measure.ts';
import { bestOfEach, strongestFirst } from './neuronChoice.ts';
import type { Parameters } from '../models/parameters.ts';

export const maps: Measure = {
  compute: async (context) => {
    const epoch = context.checkpointEpochs.at(-1) ?? 0;
    const found = await mapsAt(context, epoch, await context.parametersAt(epoch));
    return { name: 'maps.safetensors', bytes: encodeMaps(found, context.spec.task.p) };
  },
};

/** The measure on one set of parameters, before its file rounds it; key frequencies from the same. */
export async function mapsAt(
  context: Pick<MeasureContext, 'spec' | 'compile'>,
  epoch: number,
  parameters: Parameters,
): Promise<MapsResults> {
  const { spec } = context;
  const { p } = spec.task;
  const circuit = await circuitAt(context, epoch, parameters);
  const { energies } = await finalKeyFrequencies(context, parameters);
  const keys = circuit.keyFrequencies;
  const executable = await context.compile(mapsProgram(spec, keys));
  const out = await evaluate(executable, parameters);
  await executable.dispose();
  const get = (name: string): Float32Array => out[name] ?? new Float32Array();
  const [hidden, m] = [get('hidden'), spec.model.dMlp];
  const neurons = bestOfEach(circuit, get('variance'), strongest(keys, energies)).map(({ neuron, shownFor }) => ({
    neuron,
    shownFor,
    frequency: circuit.neuronFrequency[neuron] ?? NaN,
    fve: circuit.neuronFve[neuron] ?? NaN,
    activation: Float32Array.from({ length: p * p }, (_, pair) => hidden[pair * m + neuron] ?? NaN),
  }));
  return {
    epoch,
    keyFrequencies: keys,
    neurons,
    ...attentionOf(get('ofSecond'), get('ofEquals'), spec),
    correctLogit: { full: get('full'), restricted: get('restricted') },
  };
}

/** Rows of neurons at most: a network that found no circuit has dozens of key frequencies. */
const MOST_FREQUENCIES = 6;
/** The key frequencies with the most energy in the logits, ascending. @param energies k = 1 first. */
const strongest = (keys: readonly number[], energies: readonly number[]): number[] =>
  strongestFirst(keys, energies)
    .slice(0, MOST_FREQUENCIES)
    .sort((x, y) => x - y);

/** @param ofSecond [2, P, H], weights of the query at b. @param ofEquals [3, P, H], of the query at "=". */
function attentionOf(
  ofSecond: Float32Array,
  ofEquals: Float32Array,
  { task: { p }, model: { nHeads: H } }: RunSpec,
): { heads: HeadMap[]; examples: ExamplePair[] } {
  const P = p * p;
  const weight = (of: Float32Array, source: number, pair: number, head: number): number =>
    of[(source * P + pair) * H + head] ?? NaN;
  const mean = (of: Float32Array, source: number, head: number): number => {
    let sum = 0;
    for (let pair = 0; pair < P; pair++) sum += weight(of, source, pair, head);
    return sum / P;
  };
  const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
  return {
    heads: range(H).map((head) => {
      const onFirst = Float32Array.from({ length: P }, (_, pair) => weight(ofEquals, 0, pair, head));
      const { frequency, fve } = fitWeights(onFirst, p);
      const meanPattern = [
        [1, 0, 0],
        [mean(ofSecond, 0, head), mean(ofSecond, 1, head), 0],
        range(3).map((source) => mean(ofEquals, source, head)),
      ];
      return { onFirst, frequency, fve, meanPattern };
    }),
    examples: examplePairs(p).map(([a, b]) => ({
      a,
      b,
      weights: range(H).map((head) => range(3).map((source) => weight(ofEquals, source, a * p + b, head))),
    })),
  };
}

/**
 * Nine pairs whose a, b and a − b modulo p each go through nine evenly spread residues: b is the (4i mod 9)-th of them
 * and a − b the i-th, so that a is about the (5i mod 9)-th.
 */
export function examplePairs(p: number): [a: number, b: number][] {
  const residue = (i: number): number => Math.round(((i % 9) * p) / 9) % p;
  return Array.from({ length: 9 }, (_, i) => [(residue(4 * i) + residue(i)) % p, residue(4 * i)]);
}
