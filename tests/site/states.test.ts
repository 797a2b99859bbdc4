/** A site in which one run was carried out twice, one was withdrawn, and a sweep is in progress. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeCurve } from '../../src/lab/store/curve.ts';
import { Ledger } from '../../src/lab/store/ledger.ts';
import { RunStore } from '../../src/lab/store/store.ts';
import { Project } from './project.ts';

const REPLICATED = '47610b71c281';
const WITHDRAWN = '14cb4f624502';
const REASON = 'Its learning rate was ten times too large.';
const WRITEUP = 'content/modular-addition.mdx';

/** Two cells, of which the first is the replicated run. */
const SWEEP = `
  import { defineExperiment } from '../src/lab/definition.ts';
  import baseline from './nanda-baseline.ts';
  export default defineExperiment({
    slug: 'sweep', title: 'A sweep', question: 'Which?', source: 'ours', inProgress: true,
    base: baseline.base, grid: { 'optimizer.weightDecay': [1, 0.3] },
  });
`;

/** Seeds differ in nothing that a phase diagram could have on its axes. */
const UNDRAWABLE =
  '<Figure id="fig-undrawable" kind="phase-diagram" experiment="nanda-baseline">Nothing.</Figure>\n\n' +
  '<Animation id="fig-unshowable" kind="sweep" experiment="nanda-baseline">Nothing.</Animation>';

let project: Project;
beforeAll(async () => {
  project = new Project();
  const store = new RunStore(project.path('public/runs'));
  const ledger = new Ledger(store.root, project.path('.cache/lab'));
  const run = await store.get(REPLICATED);
  const [first] = run?.record.executions ?? [];
  if (!run || !first) throw new Error(`run ${REPLICATED} is not stored`);
  const again = { ...first, startedAt: '2026-11-30T10:00:00.000Z' };
  await store.addExecution(REPLICATED, again, run.record.summary, encodeCurve(run.rows));
  for (const id of await store.ids()) {
    const record = await store.record(id);
    if (record) await ledger.publish(record, new Date('2026-11-30T12:00:00Z'));
  }
  await ledger.withdraw({ run: WITHDRAWN, at: '2026-12-01T00:00:00.000Z', reason: REASON, successor: REPLICATED });
  rmSync(store.folder(WITHDRAWN), { recursive: true });
  writeFileSync(project.path('experiments/sweep.ts'), SWEEP);
  // A withdrawn run reopens the claims that rest on it: tests/site/claims/ is about that.
  for (const name of readdirSync(project.path('content')).filter((file) => file.endsWith('.mdx'))) {
    const path = join('content', name);
    const unclaimed = project.read(path).replaceAll(/^- <Claim[^]*?<\/Claim>$| \(<Chance [^>]*\/>\)/gm, '');
    project.write(path, path === WRITEUP ? `${unclaimed}\n${UNDRAWABLE}\n` : unclaimed);
  }
  const { status, output } = project.build();
  expect(status, output).toBe(0);
});
afterAll(() => project.remove());

const file = (path: string): string => readFileSync(project.path(join('dist', path)), 'utf8');
const documentOf = (path: string): Document => parseHTML(file(`${path}index.html`)).document;
const textOf = (node: Element | null | undefined): string => (node?.textContent ?? '').replace(/\s+/g, ' ').trim();

describe('a withdrawn run', () => {
  test('keeps its address, says why it is gone and what takes its place', () => {
    const page = documentOf(`/runs/${WITHDRAWN}/`);
    const main = page.querySelector('main');
    expect(textOf(main)).toContain(REASON);
    expect(textOf(main)).toContain('withdrawn 1 December 2026');
    expect(textOf(main)).toMatch(/weight decay 1, seed 999/);
    expect(main?.querySelector(`a[href="/runs/${REPLICATED}/"]`)).not.toBeNull();
    const ledger = JSON.parse(file('/runs/ledger.json')) as { entries: { run: string; files?: object }[] };
    const entry = ledger.entries.find(({ run, files }) => run === WITHDRAWN && files);
    for (const [name, hash] of Object.entries(entry?.files ?? {})) expect(textOf(main)).toContain(name + hash);
  });

  test('is not for search engines, and its results are gone', () => {
    const page = documentOf(`/runs/${WITHDRAWN}/`);
    expect(page.querySelector('meta[name="robots"]')?.getAttribute('content')).toBe('noindex');
    expect(documentOf(`/runs/${REPLICATED}/`).querySelector('meta[name="robots"]')).toBeNull();
    expect(file('/sitemap-0.xml')).not.toContain(WITHDRAWN);
    expect(file('/sitemap-0.xml')).toContain(REPLICATED);
    for (const name of ['run.json', 'curve.csv', 'cite.bib', 'figures', 'planes.bin'])
      expect(existsSync(project.path(`dist/runs/${WITHDRAWN}/${name}`)), name).toBe(false);
  });

  test('is marked where its experiment and the runs are listed', () => {
    const experiment = documentOf('/experiments/nanda-baseline/');
    const row = [...experiment.querySelectorAll('.runs tbody tr')].find((tr) => textOf(tr).includes(WITHDRAWN));
    expect(textOf(row)).toContain('withdrawn 2026-12-01');
    expect(row?.querySelector(`a[href="/runs/${WITHDRAWN}/"]`)).not.toBeNull();
    expect(textOf(experiment.querySelector('.byline'))).toContain('3 of 4 runs stored, 1 withdrawn');
    expect(documentOf('/runs/').querySelector(`#withdrawn ~ ul a[href="/runs/${WITHDRAWN}/"]`)).not.toBeNull();
  });
});

describe('a run that was carried out twice', () => {
  const page = (): Document => documentOf(`/runs/${REPLICATED}/`);

  test('says how far the second time agrees, with its curve to compare', () => {
    const section = page().getElementById('executions')?.parentElement;
    expect(textOf(section)).toContain('Carried out twice; the second time bit-identical.');
    const second = page().getElementById('execution-2');
    expect(textOf(second)).toContain('bit-identical: every number of the curve');
    expect(second?.querySelector(`a[href="/runs/${REPLICATED}/executions/2/curve.csv"]`)).not.toBeNull();
  });

  test('lists every file it has, with its size', () => {
    const rows = [...(page().getElementById('files')?.parentElement?.querySelectorAll('tr') ?? [])];
    for (const name of ['run.json', 'executions/2/execution.json', 'executions/2/curve.csv']) {
      const row = rows.find((tr) => textOf(tr.querySelector('th')) === name);
      expect(textOf(row?.querySelector('td.number')), name).toMatch(/^[1-9][\d.]* k?B$/);
    }
  });

  test('one that was carried out once says so, with the command to repeat it', () => {
    const once = documentOf('/runs/5f6036336614/');
    expect(textOf(once.getElementById('executions')?.parentElement)).toContain('Carried out once so far.');
    expect(textOf(once.getElementById('rerun')?.parentElement)).toContain('npm run lab -- replicate 5f6036336614');
  });
});

describe('a sweep in progress', () => {
  const page = (): Document => documentOf('/experiments/sweep/');

  test('says how much of it is stored, on its page and in the list', () => {
    expect(textOf(page().querySelector('.byline'))).toContain('1 of 2 runs stored; in progress');
    expect(textOf(documentOf('/experiments/').querySelector('main'))).toContain('1 of 2 runs stored; in progress');
  });

  test('names its cells by what varies, and the missing ones with their budget', () => {
    const table = page().querySelector('table.runs');
    expect([...(table?.querySelectorAll('thead th') ?? [])].slice(0, 3).map(textOf)).toEqual([
      'run',
      'weight decay',
      'outcome',
    ]);
    const [stored, missing] = [...(table?.querySelectorAll('tbody tr') ?? [])];
    expect([...(stored?.children ?? [])].slice(0, 3).map(textOf)).toEqual([REPLICATED, '1', 'grokked']);
    expect(textOf(missing)).toMatch(/0\.3.*missing; budget 25 000 epochs/);
    expect(missing?.querySelector('a')).toBeNull();
    expect(textOf(page().querySelector('#runs ~ p'))).toContain('All with seed 0.');
  });

  test('tells which of its runs a figure shows, and has no time cursor of one of them', () => {
    expect(textOf(page().querySelector('figcaption'))).toContain('The run: weight decay 1.');
    expect(page().querySelector('replay-cursor')).toBeNull();
    expect(documentOf('/experiments/nanda-baseline/').querySelector('replay-cursor')).not.toBeNull();
  });
});

test('a figure or film that stored runs cannot give says what it needs', () => {
  const figure = documentOf('/modular-addition/').getElementById('fig-undrawable');
  expect(textOf(figure)).toContain(
    'This figure cannot be drawn from 3 stored runs. It needs runs that differ in one or two parameters besides their seeds.',
  );
  expect(figure?.querySelector('svg')).toBeNull();
  expect(textOf(documentOf('/modular-addition/').getElementById('fig-unshowable'))).toContain(
    'This film cannot be made of 3 stored runs. It needs runs that differ in one or two parameters besides their seeds, in at most ',
  );
});

// Last: a build empties dist/ first, and this one ends before it has written the pages that others read.
test('a withdrawn run stops the build where a write-up names it', () => {
  const named = 'kind="weight-norm" experiment="nanda-baseline" seed={0}';
  const source = project.read(WRITEUP);
  expect(source).toContain(named);
  project.write(WRITEUP, source.replace(named, `kind="weight-norm" run="${WITHDRAWN}"`));
  const { status, output } = project.build();
  expect(status).toBe(2);
  expect(output).toMatch(/content\/modular-addition\.mdx:\d+: /);
  expect(output).toContain(`run "${WITHDRAWN}" was withdrawn on 2026-12-01: ${REASON}`);
  expect(output).toContain(`Its successor is run="${REPLICATED}".`);
});
