/** Experiments that never trained: planned runs with just what claims read, some of them missing. */
import type { PlannedRun } from '../../../src/lab/pipeline/experiments.ts';
import { runSpecSchema, type RunSpec } from '../../../src/lab/spec.ts';
import type { RunResults } from '../../../src/lab/store/results.ts';
import type { Judgement, Subject } from '../../../src/site/claims/claim.ts';
import { judgeStatement } from '../../../src/site/claims/index.ts';

const BUDGET = 40_000;
export const WHERE = 'content/x.mdx:7';

export interface Sketch {
  /** Cell of the grid, as dotted paths: { 'optimizer.weightDecay': 2 }. @default the baseline */
  readonly cell?: PlannedRun['cell'];
  /** Epoch at which 95 % was seen, 10 after the evaluation before; null: not within the budget. */
  readonly t95?: number | null;
  /** Planned and not stored. */
  readonly isMissing?: boolean;
  readonly divergedAt?: number;
  readonly tMem?: number;
  readonly t50?: number;
  readonly peak?: { readonly epoch: number; readonly value: number };
  readonly heaviest?: number;
  readonly final?: { readonly testAccuracy?: number; readonly testLoss?: number; readonly sumSquaredWeights?: number };
  readonly maxTestAccuracy?: number;
  readonly circuit?: Partial<
    Record<'neuronsExplained' | 'wLResidual' | 'logitFve' | 'restricted' | 'excluded', number>
  >;
  readonly keys?: readonly number[];
  readonly gini?: readonly [memorized: number, final: number];
  /** Checkpoints every 100 epochs: those at which the restricted and the test loss are first below 1 nat. */
  readonly belowOneNat?: readonly [restricted: number, test: number];
}

/** Subjects as the sketches say, in their order; seeds are numbered within equal cells. */
export const experiment = (sketches: readonly Sketch[]): Subject[] =>
  sketches.map((sketch, i) => {
    const same = sketches.slice(0, i).filter(({ cell }) => JSON.stringify(cell) === JSON.stringify(sketch.cell));
    const cell = { ...sketch.cell, seed: same.length };
    const spec = specOf(cell);
    const planned = { id: `run${i}`, spec, cell };
    return { planned, run: sketch.isMissing ? null : resultsOf(planned, sketch) };
  });

function specOf(cell: PlannedRun['cell']): RunSpec {
  const parts = {
    task: { p: 113, fracTrain: 0.3 },
    model: {},
    optimizer: { learningRate: 1e-3, weightDecay: 1 },
  } as Record<string, Record<string, unknown>>;
  const own: Record<string, unknown> = { ...parts, epochs: BUDGET };
  for (const [path, value] of Object.entries(cell)) {
    const [part = '', name] = path.split('.');
    if (name === undefined) own[part] = value;
    else own[part] = { ...(own[part] as object), [name]: value };
  }
  return runSpecSchema.parse(own);
}

const at = (epoch: number | null): { after: number; at: number } | null =>
  epoch === null ? null : { after: epoch - 10, at: epoch };

function resultsOf({ id, spec }: PlannedRun, sketch: Sketch): RunResults {
  const { t95 = 5000, tMem = 140, divergedAt = null, peak = { epoch: 1300, value: 22 }, heaviest = 180 } = sketch;
  const accuracy = { trainAccuracy: 1, testAccuracy: t95 === null ? 0.02 : 1 };
  const final = { ...accuracy, testLoss: 1e-5, sumSquaredWeights: 1200, ...sketch.final };
  const summary = {
    outcome: divergedAt === null ? (t95 === null ? 'not within budget' : 'grokked') : 'diverged',
    epochs: divergedAt ?? BUDGET,
    divergedAt,
    tMem: at(tMem),
    t50: at(sketch.t50 ?? t95),
    t95: at(t95),
    t99: at(t95),
    peakTestLoss: peak,
    peakSumSquaredWeights: { epoch: heaviest, value: 3600 },
    maxTestAccuracy: sketch.maxTestAccuracy ?? final.testAccuracy,
    final,
  };
  const { circuit, gini, belowOneNat } = sketch;
  const split = (loss = 1e-5): object => ({ train: loss, test: loss, all: loss });
  const hundreds = Array.from({ length: 100 }, (_, i) => 100 * i);
  const falling = (epoch: number): number[] => hundreds.map((now) => (now < epoch ? 5 : 0.5));
  const measures = {
    fourier: (sketch.keys ?? gini) && {
      frequencies: [1, 2],
      norms: [[1, 1]],
      finalLogitEnergies: [1, 1],
      keyFrequencies: sketch.keys ?? [1, 2, 3],
      epochs: [tMem, BUDGET],
      gini,
    },
    circuit: circuit && {
      ...circuit,
      loss: { full: split(), restricted: split(circuit.restricted), excluded: split(circuit.excluded) },
    },
    progress: belowOneNat && {
      epochs: hundreds,
      loss: { restricted: { test: falling(belowOneNat[0]) }, full: { test: falling(belowOneNat[1]) } },
    },
  };
  return { record: { id, spec, summary, executions: [] }, rows: [], ...measures } as unknown as RunResults;
}

export const judge = (text: string, sketches: readonly Sketch[]): Judgement =>
  judgeStatement(text, experiment(sketches), WHERE);

/** Times of a run for each value of a field of the specification; null: not within the budget; undefined: not stored. */
type Times = Readonly<Record<string, number | null | undefined>>;

export const along = (axis: string, times: Times): Sketch[] =>
  Object.entries(times).map(([x, t95]) => ({
    cell: { [axis]: Number(x) },
    ...(t95 === undefined ? { isMissing: true } : { t95 }),
  }));

export const decay = (times: Times): Sketch[] => along('optimizer.weightDecay', times);

/** Four runs that differ in their seeds. */
export const seeds: readonly Sketch[] = [{ t95: 4790 }, { t95: 6000 }, { t95: 6700 }, { t95: 8130 }];

/** The weight-decay sweep of atgugu/grokking_experiments. */
export const published = decay({
  0.01: null,
  0.1: null,
  0.3: 23_900,
  0.5: 17_600,
  1: 8350,
  2: 3100,
  3: 1400,
  5: 900,
});
