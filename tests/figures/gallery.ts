/** Every kind of figure drawn from synthetic runs: what the golden files and the determinism test look at. */
import type { Drawing } from '../../src/figures/figure.ts';
import { figureKinds, type FigureKindName } from '../../src/figures/index.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { syntheticRun } from './syntheticRun.ts';

export interface Exhibit {
  readonly name: string;
  readonly kind: FigureKindName;
  readonly runs: readonly RunResults[];
  readonly width: number;
}

export function gallery(): Exhibit[] {
  const one = [syntheticRun({ measured: true })];
  // As the stop rule ends runs: the first to generalize stops first.
  const seeds = [700, 900, 1200].map((transition, seed) =>
    syntheticRun({ seed, transition, stop: 2 * transition, measured: true }),
  );
  const kinds = Object.keys(figureKinds) as FigureKindName[];
  return [
    ...kinds.map((kind) => ({ name: kind, kind, runs: one, width: kind === 'spark' ? 120 : 720 })),
    ...kinds
      .filter((kind) => kind !== 'spark')
      .map((kind) => ({ name: `${kind}-narrow`, kind, runs: one, width: 390 })),
    ...(['frequency-count', 'mistakes'] as const).map((kind) => ({
      name: `${kind}-seeds`,
      kind,
      runs: [700, 1200].map((transition, seed) => syntheticRun({ seed, transition, measured: true })),
      width: 720,
    })),
    ...(
      [
        'accuracy',
        'loss',
        'weight-norm',
        'training-overview',
        'hidden-progress',
        'phases',
        'attention-fit',
        'spark',
      ] as const
    ).map((kind) => ({
      name: `${kind}-seeds`,
      kind,
      runs: seeds,
      width: kind === 'spark' ? 120 : 720,
    })),
  ];
}

export const drawExhibit = (
  { name, kind, runs, width }: Exhibit,
  theme: 'page' | 'raster' = 'page',
): Promise<Drawing> => figureKinds[kind].draw(runs, { id: `fig-${name}`, width, theme });
