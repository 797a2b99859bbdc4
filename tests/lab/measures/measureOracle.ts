/** Fourier measures of the one-layer oracle's final weights by numpy in float64 (tests/fixtures). */
import { readFileSync } from 'node:fs';

export interface MeasureOracle {
  readonly energy: Record<string, number>;
  readonly keyFrequencies: number[];
  readonly embeddingNorms: number[];
  readonly giniEmbedding: number;
  readonly fullLossAll: number;
  readonly fullLossTrain: number;
  readonly fullLossTest: number;
  readonly restrictedLossAll: number;
  readonly restrictedLossTrain: number;
  readonly restrictedLossTest: number;
  readonly excludedLossTrain: number;
  readonly neuronFve: number[];
  readonly neuronBestFrequency: number[];
  readonly torusLowFraction10: number;
}

export const readMeasureOracle = (): MeasureOracle =>
  JSON.parse(readFileSync(new URL('../../fixtures/one-layer-measures.json', import.meta.url), 'utf8')) as MeasureOracle;
