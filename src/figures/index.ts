/** All figure kinds by name. A new kind: one file and one line here. */
import type { FigureKind } from './figure.ts';
import { accuracy } from './accuracy.ts';
import { embeddingSpectrum } from './embeddingSpectrum.ts';
import { loss } from './loss.ts';
import { pairLoss } from './pairLoss.ts';
import { planes } from './planes.ts';
import { spark } from './spark.ts';
import { weightNorm } from './weightNorm.ts';

export const figureKinds = {
  accuracy,
  loss,
  'weight-norm': weightNorm,
  'embedding-spectrum': embeddingSpectrum,
  'pair-loss': pairLoss,
  planes,
  spark,
} satisfies Record<string, FigureKind>;

export type FigureKindName = keyof typeof figureKinds;
