/** Runs with and without probes that never trained: their times are made up. */
import type { RunResults } from '../../src/lab/store/results.ts';
import type { RunSpec } from '../../src/lab/spec.ts';
import { runSpecSchema } from '../../src/lab/spec.ts';
import { summarize } from '../../src/lab/training/summary.ts';
import { syntheticRun } from './syntheticRun.ts';

type Probe = Partial<Extract<NonNullable<RunSpec['regularizer']>, { name: 'probe@1' }>>;

/** A run of which only the curve counts. @param transition about the epoch of 50 %; Infinity: not within the budget */
export function timedRun(seed: number, transition: number, probe: Probe | null = null): RunResults {
  const run = syntheticRun({ seed, transition: Math.min(transition, 1e9) });
  const regularizer = probe && { name: 'probe@1', stencil: '0', ...probe };
  // The task of the source, of which factors are reported.
  const task = { ...run.record.spec.task, p: 113, fracTrain: 0.3 };
  const spec = runSpecSchema.parse({ ...run.record.spec, task, regularizer });
  const id = `${run.record.id.slice(0, 6)}${String(Math.abs(hash(JSON.stringify(regularizer))))
    .padStart(6, '0')
    .slice(-6)}`;
  return { ...run, record: { ...run.record, id, spec, summary: summarize(run.rows, spec, null) } };
}

const hash = (text: string): number => [...text].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) | 0, 7);

const STENCILS = ['0', '-1', '+1', '-1,0', '-1,+1', '0,+1', '-1,0,+1'] as const;

/** Seven stencils in three seeds beside the runs without probes, some of them late: as the experiment plans them. */
export function stencilRuns(): RunResults[] {
  const base = [999, 0, 1].map((seed, i) => timedRun(seed, [1500, 1100, 1300][i] ?? 0));
  const variants = STENCILS.flatMap((stencil, s) =>
    [999, 0, 1].map(
      (seed, i) =>
      timedRun(seed, stencil === '+1' && i === 0 ? Infinity : [1500, 1100, 1300][i]! / (1.3 + 0.25 * s + 0.2 * Math.sin(5 * s + 3 * i)), { stencil }), // prettier-ignore
    ),
  );
  return [...variants, ...base];
}

/** Runs with and without a probe, of which those with one fall back after their first 99 %, again and again. */
export function fallingRuns(): RunResults[] {
  const falling = [0, 1].map((seed) => {
    const run = timedRun(seed, 500, { stencil: '+1' });
    const start = run.record.summary.t99?.at ?? Infinity;
    const rows = run.rows.map((row, i) =>
      row.epoch > start && i % (seed === 0 ? 23 : 61) === 0 ? { ...row, testAccuracy: 0.3 + 0.1 * (i % 5) } : row,
    );
    return { ...run, rows, record: { ...run.record, summary: summarize(rows, run.record.spec, null) } };
  });
  return [timedRun(0, 900), timedRun(1, 1200), timedRun(2, Infinity), ...falling];
}
