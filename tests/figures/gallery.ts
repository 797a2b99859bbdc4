/** Every kind of figure drawn from synthetic runs: what the golden files and the determinism test look at. */
import type { Drawing } from '../../src/figures/figure.ts';
import { figureKinds, type FigureKindName } from '../../src/figures/index.ts';
import { NARROW_WIDTH } from '../../src/figures/widths.ts';
import { runSpecSchema } from '../../src/lab/spec.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { phaseSweep } from './syntheticPhases.ts';
import { fallingRuns, stencilRuns } from './syntheticSpeedUps.ts';
import { syntheticRun } from './syntheticRun.ts';
import { decaySweep, layersSweep, partialSweep, productSweep, seededSweep } from './syntheticSweep.ts';

export interface Exhibit {
  readonly name: string;
  readonly kind: FigureKindName;
  readonly runs: readonly RunResults[];
  readonly width: number;
}

/** Kinds for runs that differ in more than their seeds. */
export const SWEEP_KINDS: readonly FigureKindName[] = ['time-to-grok', 'sweep-curves', 'scaled-time'];

/** Kinds that are drawn from several runs or not at all, and what they are drawn from here. */
export const ofSeveral: Partial<Record<FigureKindName, () => readonly RunResults[]>> = {
  'speed-up-forest': stencilRuns,
  aftermath: fallingRuns,
  'phase-diagram': phaseSweep,
};

export function gallery(): Exhibit[] {
  const one = [syntheticRun({ measured: true })];
  const runsOf = (kind: FigureKindName): readonly RunResults[] => ofSeveral[kind]?.() ?? one;
  // As the stop rule ends runs: the first to generalize stops first.
  const seeds = [700, 900, 1200].map((transition, seed) =>
    syntheticRun({ seed, transition, stop: 2 * transition, measured: true }),
  );
  const sweep = decaySweep(0.1);
  const kinds = (Object.keys(figureKinds) as FigureKindName[]).filter((kind) => !SWEEP_KINDS.includes(kind));
  return [
    ...kinds.map((kind) => ({ name: kind, kind, runs: runsOf(kind), width: kind === 'spark' ? 120 : 720 })),
    ...kinds
      .filter((kind) => kind !== 'spark')
      .map((kind) => ({ name: `${kind}-narrow`, kind, runs: runsOf(kind), width: NARROW_WIDTH })),
    ...SWEEP_KINDS.flatMap((kind) => [
      { name: kind, kind, runs: sweep, width: 720 },
      { name: `${kind}-narrow`, kind, runs: sweep, width: NARROW_WIDTH },
      { name: `${kind}-seeds`, kind, runs: seededSweep(), width: 720 },
    ]),
    ...(['time-to-grok', 'sweep-curves'] as const).map((kind) => ({
      name: `${kind}-layers`,
      kind,
      runs: layersSweep(),
      width: NARROW_WIDTH,
    })),
    { name: 'sweep-curves-partial', kind: 'sweep-curves', runs: partialSweep(), width: 1056 },
    { name: 'scaled-time-products', kind: 'scaled-time', runs: productSweep(), width: 1056 },
    { name: 'scaled-time-products-narrow', kind: 'scaled-time', runs: productSweep(), width: NARROW_WIDTH },
    ...(['frequency-count', 'mistakes', 'twins'] as const).map((kind) => ({
      name: `${kind}-seeds`,
      kind,
      runs: [700, 1200].map((transition, seed) => syntheticRun({ seed, transition, measured: true })),
      width: 720,
    })),
    { name: 'activations-probes', kind: 'activations', runs: probes(), width: NARROW_WIDTH },
    ...(
      [
        'accuracy',
        'loss',
        'weight-norm',
        'training-overview',
        'hidden-progress',
        'phases',
        'attention-fit',
        'symmetry-path',
        'circle-amplitudes',
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

/** With and without a probe, two seeds each. */
const probes = (): RunResults[] =>
  [null, { name: 'probe@1', stencil: '-1,0' }].flatMap((regularizer, i) =>
    [0, 1].map((seed) => {
      const run = syntheticRun({ seed, transition: 1200 - 400 * i, measured: true });
      return { ...run, record: { ...run.record, spec: runSpecSchema.parse({ ...run.record.spec, regularizer }) } };
    }),
  );

export const drawExhibit = (
  { name, kind, runs, width }: Exhibit,
  theme: 'page' | 'raster' = 'page',
): Promise<Drawing> => figureKinds[kind].draw(runs, { id: `fig-${name}`, width, theme });
