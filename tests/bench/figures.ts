/**
 * How long it takes to draw every kind of figure, wide and narrow, and every film, on stored runs: cold, and read back
 * from the cache, in seconds of the clock and of the processor (budget: 90 s cold and 5 s warm on 2 cores).
 * node tests/bench/figures.ts
 */
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { filmKinds, type FilmKindName } from '../../src/figures/animation/index.ts';
import { makeAnimation } from '../../src/figures/animation/makeAnimation.ts';
import { makeInThread } from '../../src/figures/animation/makeInThread.ts';
import { animationCached, drawCached } from '../../src/figures/cache.ts';
import { figureKinds, type FigureKindName } from '../../src/figures/index.ts';
import { loadExperiments } from '../../src/lab/pipeline/experiments.ts';
import { readResults, type RunResults } from '../../src/lab/store/results.ts';
import { RunStore } from '../../src/lab/store/store.ts';

const WIDTHS = [864, 360];
const root = join(import.meta.dirname, '../..');
const store = new RunStore(join(root, 'public/runs'));
const experiments = await Promise.all(
  (await loadExperiments(root)).map(async ({ runs }) =>
    (await Promise.all(runs.map(({ id }) => readResults(store, id)))).filter((run) => run !== null),
  ),
);
/** All runs of an experiment, the largest first, then each run alone. */
const subjects = [
  ...experiments.filter(({ length }) => length > 1).sort((x, y) => y.length - x.length),
  ...experiments.flat().map((run) => [run]),
];
const subjectOf = (canShow: (runs: readonly RunResults[]) => boolean): readonly RunResults[] | undefined =>
  subjects.find((runs) => canShow(runs));

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  const seconds = [(performance.now() - began) / 1000, (user + system) / 1e6].map((x) => x.toFixed(2).padStart(9));
  process.stdout.write(`${what.padEnd(34)}${seconds.join('')}\n`);
}

const figures = (Object.keys(figureKinds) as FigureKindName[]).map((kind) => ({
  kind,
  runs: subjectOf((runs) => figureKinds[kind].canDraw(runs)),
}));
const films = (Object.keys(filmKinds) as FilmKindName[]).map((kind) => ({
  kind,
  runs: subjectOf((runs) => filmKinds[kind].canShow(runs)),
}));
const missing = [...figures, ...films].filter(({ runs }) => !runs).map(({ kind }) => kind);
process.stdout.write(`${'load'.padEnd(34)}${(loadavg()[0] ?? NaN).toFixed(2).padStart(9)}\n`);
process.stdout.write(`${'no stored run for'.padEnd(34)} ${missing.join(', ') || 'none'}\n`);

await timed('figures, cold', async () => {
  for (const { kind, runs } of figures) {
    for (const width of runs ? WIDTHS : []) {
      await figureKinds[kind].draw(runs ?? [], { id: kind, width, theme: 'page' });
    }
  }
});
await timed('films, cold', async () => {
  for (const { kind, runs } of films) if (runs) await makeAnimation(kind, runs);
});
await timed('films, cold, in threads', async () => {
  await Promise.all(films.flatMap(({ kind, runs }) => (runs ? [makeInThread({ kind, runs })] : [])));
});

const warm = async (): Promise<void> => {
  for (const { kind, runs } of figures) {
    for (const width of runs ? WIDTHS : []) await drawCached(kind, runs ?? [], { id: kind, width, theme: 'page' });
  }
  for (const { kind, runs } of films) if (runs) await animationCached(kind, runs);
};
await warm();
await timed('all, warm', warm);
