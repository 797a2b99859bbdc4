/** What the explorer knows of every run before it asks for one, and of one run when it asks. */
import { outcomeOf } from '../../lab/training/summary.ts';
import { allExperiments, allRuns } from '../atlas.ts';
import { cellText } from '../cells.ts';
import { runTitle } from '../citation.ts';
import type { FourierMeasure } from '../../lab/measures/embeddingFourier.ts';
import type { NormsMeasure } from '../../lab/measures/norms.ts';
import type { RunResults } from '../../lab/store/results.ts';
import { logitsOf, planesOf } from './frames.ts';
import type { ListedRun, RunFile, SpectrumFile } from './runFile.ts';
import { thinCurves } from './thinning.ts';

/** Runs of experiments in the order of the definitions, the baseline first; then the others. */
export async function listedRuns(): Promise<ListedRun[]> {
  const experiments = await allExperiments();
  const order = [...experiments].sort((x, y) => Number(y.slug === BASELINE) - Number(x.slug === BASELINE));
  const runs = new Map((await allRuns()).map((run) => [run.record.id, run]));
  const ids = new Set([...order.flatMap(({ stored }) => stored.map(({ record }) => record.id)), ...runs.keys()]);
  return [...ids].flatMap((id) => {
    const run = runs.get(id);
    if (!run) return [];
    const homes = order.flatMap(({ slug, runs: planned }) =>
      planned.filter((candidate) => candidate.id === id).map(({ cell }) => ({ slug, cell: cellText(cell) })),
    );
    const { t95 } = run.record.summary;
    return {
      id,
      experiments: homes.map(({ slug }) => slug),
      cell: [...new Set(homes.map(({ cell }) => cell))].join('; ') || `seed ${run.record.spec.seed}`,
      outcome: outcomeOf(run.record),
      t95: t95?.at ?? null,
    };
  });
}

const BASELINE = 'nanda-baseline';

export async function describeRun(run: RunResults): Promise<RunFile> {
  const { id, spec, summary } = run.record;
  const homes = (await allExperiments()).filter(({ runs }) => runs.some((planned) => planned.id === id));
  return {
    id,
    title: runTitle(run.record),
    experiments: homes.map(({ slug }) => slug),
    outcome: outcomeOf(run.record),
    epochs: summary.epochs,
    p: spec.task.p,
    t95: summary.t95,
    series: thinCurves(run),
    groups: run.norms && groupsOf(run.norms),
    spectrum: run.fourier && spectrumOf(run.fourier),
    planes: planesOf(run),
    logits: logitsOf(run),
  };
}

/** Group → which tensors belong to it. */
const GROUPS: Readonly<Record<string, RegExp>> = {
  MLP: /(W_in|b_in|W_out|b_out)$/,
  attention: /W_[QKVO]$/,
  embedding: /^W_(E|pos)$/,
  unembedding: /^W_U$/,
};

function groupsOf({ epochs, sumSquares }: NormsMeasure): RunFile['groups'] {
  const sumOf = (tensors: RegExp): number[] => {
    const members = Object.entries(sumSquares).filter(([name]) => tensors.test(name));
    return epochs.map((_, t) => Math.round(members.reduce((sum, [, values]) => sum + (values[t] ?? 0), 0)));
  };
  return {
    epochs,
    values: Object.fromEntries(Object.entries(GROUPS).map(([name, tensors]) => [name, sumOf(tensors)])),
  };
}

function spectrumOf({ epochs, frequencies, keyFrequencies, gini, norms }: FourierMeasure): SpectrumFile {
  const flat = norms.flat();
  const reach = flat.reduce((most, x) => (Number.isFinite(x) && x > most ? x : most), 1e-9);
  const levels = Uint8Array.from(flat, (x) => (Number.isFinite(x) ? Math.round((255 * x) / reach) : 0));
  return {
    epochs,
    frequencies,
    keys: [...keyFrequencies].sort((x, y) => x - y),
    gini: gini.map((x) => (Number.isFinite(x) ? Number(x.toPrecision(4)) : null)),
    reach,
    norms: Buffer.from(levels).toString('base64'),
  };
}
