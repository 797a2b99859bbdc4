/**
 * How long planning, a run with nothing to do and a build's check take over 500 stored runs, in seconds; Node's own
 * start beside them. node tests/bench/store.ts
 */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadExperiments } from '../../src/lab/pipeline/experiments.ts';
import { keyOf } from '../../src/lab/store/key.ts';
import { ledgerText, type LedgerEntry } from '../../src/lab/store/ledger.ts';
import { RunStore } from '../../src/lab/store/store.ts';

const project = join(import.meta.dirname, '../..');
const published = new RunStore(join(project, 'public', 'runs'));
const [id = ''] = await published.ids();
const sample = await published.get(id);
if (!sample) throw new Error('no stored run to copy');
const { spec, summary, executions } = sample.record;

const folder = await mkdtemp(join(tmpdir(), 'atlas-'));
await mkdir(join(folder, 'experiments'));
const definition = {
  slug: 'many',
  title: 'Many runs',
  question: 'How long does nothing take?',
  source: 'copies of one run under other seeds',
  base: spec,
  grid: { seed: Array.from({ length: 500 }, (_, seed) => seed + 1_000_000) },
  measures: ['fourier', 'norms'],
};
await writeFile(join(folder, 'experiments', 'many.ts'), `export default ${JSON.stringify(definition)};\n`);

const names = ['curve.csv', 'measures/fourier.json', 'measures/norms.json'];
const files = new Map<string, Uint8Array>();
for (const name of names) files.set(name, await published.read(sample.record, name));
const store = new RunStore(join(folder, 'public', 'runs'));
const entries: LedgerEntry[] = [];
for (const run of (await loadExperiments(folder))[0]?.runs ?? []) {
  await store.put(
    { schema: 1, ...keyOf(run.spec), spec: run.spec, summary, executions: executions.slice(0, 1) },
    files,
  );
  const record = await store.record(run.id);
  if (record) {
    entries.push({ event: 'published', run: run.id, at: new Date().toISOString(), files: { ...record.files, ...record.records } }); // prettier-ignore
  }
}
await writeFile(join(store.root, 'ledger.json'), ledgerText(entries));

const cli = join(project, 'src', 'lab', 'cli.ts');
for (const args of [['--version'], [cli, 'plan'], [cli, 'run'], [cli, 'ensure']]) {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const what = args.at(-1) === '--version' ? 'node --version' : `lab ${args.at(-1)}`;
  process.stdout.write(`${what.padEnd(16)}${((performance.now() - began) / 1000).toFixed(2)} s\n`);
}
await rm(folder, { recursive: true });
