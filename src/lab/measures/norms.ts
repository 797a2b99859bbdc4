/** `norms`: sum of squared weights of every tensor at every checkpoint. */
import type { Measure } from './measure.ts';

/** measures/norms.json */
export interface NormsMeasure {
  readonly measure: 'norms@1';
  readonly epochs: readonly number[];
  /** Tensor name → Σ w² at each epoch, six significant digits. */
  readonly sumSquares: Readonly<Record<string, readonly number[]>>;
}

export const norms: Measure = {
  compute: async ({ checkpointEpochs, parametersAt }) => {
    const sumSquares: Record<string, number[]> = {};
    for (const epoch of checkpointEpochs) {
      for (const [name, values] of Object.entries(await parametersAt(epoch))) {
        const sum = values.reduce((total, x) => total + x * x, 0);
        (sumSquares[name] ??= []).push(Number(sum.toPrecision(6)));
      }
    }
    const json: NormsMeasure = { measure: 'norms@1', epochs: checkpointEpochs, sumSquares };
    return { name: 'norms.json', json };
  },
};
