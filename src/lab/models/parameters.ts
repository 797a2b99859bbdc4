/** The parameters of the transformer: their shapes and their initial values. What it computes is in transformer.ts. */
import { randomStream } from '../tasks/random.ts';

export interface TransformerConfig {
  readonly name: 'transformer@1';
  readonly nLayers: number;
  readonly dModel: number;
  readonly nHeads: number;
  readonly dHead: number;
  readonly dMlp: number;
}

/** Tensor name → shape, in a fixed order. */
export type ParameterShapes = Readonly<Record<string, readonly number[]>>;
export type Parameters = Record<string, Float32Array>;

/** Tokens of a sequence: a, b and "=". */
export const POSITIONS = 3;

/** @param p number of residues; the vocabulary has one token more, "=". */
export function parameterShapes(
  { nLayers, dModel, nHeads, dHead, dMlp }: TransformerConfig,
  p: number,
): ParameterShapes {
  const shapes: Record<string, readonly number[]> = { W_E: [p + 1, dModel], W_pos: [POSITIONS, dModel] };
  for (let layer = 0; layer < nLayers; layer++) {
    const block = `blocks.${layer}.`;
    for (const name of ['W_Q', 'W_K', 'W_V']) shapes[block + name] = [nHeads, dModel, dHead];
    shapes[`${block}W_O`] = [nHeads, dHead, dModel];
    shapes[`${block}W_in`] = [dModel, dMlp];
    shapes[`${block}b_in`] = [dMlp];
    shapes[`${block}W_out`] = [dMlp, dModel];
    shapes[`${block}b_out`] = [dModel];
  }
  return { ...shapes, W_U: [dModel, p] };
}

/**
 * Initial weights: normal with standard deviation 1/√dModel (W_U: 1/√(p + 1)), biases zero.
 * Source: progress-measures-paper, transformers.py. (W_out too is divided by √dModel there, not √dMlp.)
 */
export function initialParameters(config: TransformerConfig, p: number, seed: number): Parameters {
  return Object.fromEntries(
    Object.entries(parameterShapes(config, p)).map(([name, shape]) => {
      const values = new Float32Array(shape.reduce((n, d) => n * d, 1));
      if (/b_(in|out)$/.test(name)) return [name, values];
      const deviation = 1 / Math.sqrt(name === 'W_U' ? p + 1 : config.dModel);
      const random = randomStream(seed, `init/${name}`);
      return [name, values.map(() => deviation * random.normal())];
    }),
  );
}
