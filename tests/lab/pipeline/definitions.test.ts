/** Mistakes in a definition: all of them, each with file, line, field, value and a near miss; nothing written. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MEASURE_NAMES } from '../../../src/lab/measures/catalogue.ts';

const ROOT = new URL('../../..', import.meta.url).pathname;
let folder = '';

beforeAll(async () => {
  // A project of its own: the lab beside one definition.
  folder = await mkdtemp(join(tmpdir(), 'atlas-'));
  await mkdir(join(folder, 'experiments'));
  await mkdir(join(folder, 'src'));
  await cp(join(ROOT, 'src', 'lab', 'definition.ts'), join(folder, 'src', 'lab', 'definition.ts'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const valid = `import { defineExperiment } from '../src/lab/definition.ts';

export default defineExperiment({
  slug: 'toy',
  title: 'Toy',
  question: 'Does it run?',
  source: 'ours',
  base: {
    task: { operation: 'a+b', p: 11, fracTrain: 0.5 },
    model: { nLayers: 1, dModel: 128, nHeads: 4, dMlp: 32 },
    optimizer: { learningRate: 1e-3, weightDecay: 1 },
    epochs: 100,
  },
  grid: { seed: [0, 1] },
  measures: ['fourier'],
});
`;

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const lab = (...args: string[]): Promise<Outcome> => labIn({}, ...args);

async function labIn(environment: Readonly<Record<string, string>>, ...args: string[]): Promise<Outcome> {
  const options = { cwd: folder, env: { ...process.env, ...environment } };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, 'src/lab/cli.ts'), ...args], options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

async function withDefinition(text: string, ...args: string[]): Promise<Outcome> {
  await writeFile(join(folder, 'experiments', 'toy.ts'), text);
  return lab(...args);
}

test('a correct definition is planned', async () => {
  const { code, stdout } = await withDefinition(valid, 'plan');
  expect(code).toBe(0);
  expect(stdout).toMatch(/\n0 of 2 runs stored, 2 to do, about \d+ s on one core(, \d+ s on \d+)?\nForecast/);
  const inProgress = await withDefinition(valid.replace("slug: 'toy',", "slug: 'toy', inProgress: true,"), 'plan');
  expect(inProgress.stdout).toContain('\n2 of these are of experiments in progress: run trains them, a build does not');
  // The measured speed of this machine is all that a plan leaves behind.
  expect(await readdir(join(folder, '.cache', 'lab'))).toEqual(['speed.json']);
  await rm(join(folder, '.cache'), { recursive: true });
});

test('listed cells are run with every value of the grid, under the ids they have elsewhere', async () => {
  const rows = async (text: string): Promise<{ id: string; cell: object }[]> => {
    const { stdout } = await withDefinition(text, 'plan', '--json');
    return (JSON.parse(stdout) as { id: string; cell: object }[]).map(({ id, cell }) => ({ id, cell }));
  };
  const pairs: readonly (readonly [number, number])[] = [
    [1, 1e-3],
    [3, 3e-4],
  ];
  const cellOf = ([weightDecay, learningRate]: readonly [number, number], seed: number): object => ({
    'optimizer.weightDecay': weightDecay,
    'optimizer.learningRate': learningRate,
    seed,
  });
  const cells = pairs.map(([weightDecay, learningRate]) => `{ 'optimizer.weightDecay': ${weightDecay}, 'optimizer.learningRate': ${learningRate} }`); // prettier-ignore
  const listed = await rows(valid.replace('grid:', `cells: [${cells.join(', ')}],\n  grid:`));
  expect(listed.map(({ cell }) => cell)).toEqual([0, 1].flatMap((seed) => pairs.map((pair) => cellOf(pair, seed))));

  const product = await rows(
    valid.replace(
      'seed: [0, 1]',
      "'optimizer.weightDecay': [1, 3], 'optimizer.learningRate': [1e-3, 3e-4], seed: [0, 1]",
    ),
  );
  expect(product).toHaveLength(8);
  expect(product).toEqual(expect.arrayContaining(listed));
  await rm(join(folder, '.cache'), { recursive: true });
});

test('an axis may be one item of a list', async () => {
  const text = valid
    .replace('weightDecay: 1 }', 'weightDecay: 1, betas: [0.9, 0.98] }')
    .replace('seed: [0, 1]', "'optimizer.betas.1': [0.98, 0.999]");
  const { stdout } = await withDefinition(text, 'plan', '--json');
  const rows = JSON.parse(stdout) as { id: string; spec: { optimizer: { betas: unknown } } }[];
  expect(rows.map(({ spec }) => spec.optimizer.betas)).toEqual([
    [0.9, 0.98],
    [0.9, 0.999],
  ]);
  const { stdout: table } = await withDefinition(text, 'plan');
  expect(table).toContain('betas.1=0.999\n');
  await rm(join(folder, '.cache'), { recursive: true });
});

test('a cell may set a part of the spec as a whole', async () => {
  const listed =
    "cells: [{ regularizer: null }, { regularizer: { name: 'probe@1', stencil: '-1', lag: 10 } }],\n  grid:";
  const { stdout } = await withDefinition(valid.replace('grid:', listed), 'plan', '--json');
  const rows = JSON.parse(stdout) as { cell: object; spec: { regularizer: object | null } }[];
  expect(rows.map(({ spec }) => spec.regularizer)).toEqual([
    null,
    expect.objectContaining({ stencil: '-1', lag: 10, hidden: 64 }),
    null,
    expect.objectContaining({ stencil: '-1', lag: 10, hidden: 64 }),
  ]);
  const { stdout: table } = await withDefinition(valid.replace('grid:', listed), 'plan');
  expect(table).toContain('regularizer={name=probe@1 stencil=-1 lag=10} seed=1');
  await rm(join(folder, '.cache'), { recursive: true });
});

describe('a wrong definition', () => {
  test.each([
    [
      'an unknown field',
      'fracTrain: 0.5',
      'fracTrian: 0.5',
      ['toy.ts:9', 'unknown field task.fracTrian', '"fracTrain"'],
    ],
    [
      'a fraction of 1.2',
      'fracTrain: 0.5',
      'fracTrain: 1.2',
      ['toy.ts:9', 'task.fracTrain is 1.2; must lie between 0 and 1'],
    ],
    ['p = 1', 'p: 11', 'p: 1', ['toy.ts:9', 'task.p is 1', '>=2']],
    [
      'heads that do not divide',
      'nHeads: 4',
      'nHeads: 3',
      ['toy.ts:10', 'model.nHeads is 3', 'must divide dModel = 128'],
    ],
    [
      'a value of the grid out of range',
      'seed: [0, 1] }',
      "seed: [0, 1], 'optimizer.weightDecay': [-1, 1] }",
      ['toy.ts:14', 'optimizer.weightDecay is -1'],
    ],
    [
      'a field of the grid without its part',
      'seed: [0, 1] }',
      'seed: [0, 1], dMlp: [8, 16] }',
      ['toy.ts:14: unknown field dMlp', 'Did you mean "model.dMlp"?'],
    ],
    ['an unknown operation', "'a+b'", "'a + b'", ['toy.ts:9', 'task.operation is "a + b"', 'Did you mean "a+b"?']],
    [
      'division modulo a composite',
      "'a+b', p: 11",
      "'a/b', p: 12",
      ['toy.ts:9', 'task.p is 12', 'must be prime for a/b'],
    ],
    [
      'no training pair where zero has no inverse',
      "'a+b', p: 11, fracTrain: 0.5",
      "'a/b', p: 7, fracTrain: 0.022",
      ['toy.ts:9', 'puts 0 of 42 pairs in training'],
    ],
    ['no training pair', 'fracTrain: 0.5', 'fracTrain: 0.001', ['toy.ts:9', 'puts 0 of 121 pairs in training']],
    ['a missing number', 'epochs: 100,', '', ['toy.ts:8: epochs is missing', 'Edit experiments/toy.ts:8;']],
    ['text for a number', 'weightDecay: 1', "weightDecay: 'one'", ['toy.ts:11', 'optimizer.weightDecay is "one"']],
    [
      'a measure that does not apply',
      "'a+b', p: 11",
      "'a+b', p: 12",
      ['measure "fourier" needs an odd modulus, p is 12'],
    ],
    ['an unknown measure', "['fourier']", "['fuorier']", ['toy.ts', 'measures.0 is "fuorier"', '"fourier"']],
    [
      'an unknown axis',
      'seed: [0, 1]',
      "'optimizer.weightdecay': [1]",
      ['toy.ts', 'optimizer.weightdecay', '"weightDecay"'],
    ],
    [
      'an item of a list out of range',
      /weightDecay: 1 \}([^]*)seed: \[0, 1\]/,
      "weightDecay: 1, betas: [0.9, 0.98] }$1'optimizer.betas.1': [0.98, 1.5]",
      ['toy.ts:14: optimizer.betas.1 is 1.5; must be <1'],
    ],
    [
      'an item that a list does not have',
      /weightDecay: 1 \}([^]*)seed: \[0, 1\]/,
      "weightDecay: 1, betas: [0.9, 0.98] }$1'optimizer.betas.beta2': [0.98]",
      [
        'toy.ts:14: optimizer.betas.beta2 is none of the items of optimizer.betas: optimizer.betas.0, optimizer.betas.1.',
      ],
    ],
    [
      'an item of a list that base leaves to its default',
      'seed: [0, 1]',
      "'optimizer.betas.1': [0.98]",
      ['toy.ts:14: optimizer.betas.1 is an item of a list that base does not have. Write optimizer.betas in base.'],
    ],
    [
      'a listed cell of other fields',
      'grid: { seed: [0, 1] }',
      "cells: [{ 'optimizer.weightDecay': 1 }, { 'optimizer.learningRate': 0.01 }]",
      [
        'toy.ts:14',
        'cells.1 is {"optimizer.learningRate":0.01}',
        'the fields of the first cell: optimizer.weightDecay',
      ],
    ],
    [
      'a field that is listed and an axis',
      'grid: { seed: [0, 1] }',
      'cells: [{ seed: 3 }], grid: { seed: [0, 1] }',
      ['toy.ts:14', 'grid.seed is [0,1]', 'must not be a field of cells too'],
    ],
    [
      'a value that an axis has twice',
      'seed: [0, 1]',
      'seed: [0, 1, 0]',
      ['toy.ts: one run, ', ', is listed twice as {"seed":0}'],
    ],
    [
      'two cells that are one run once defaults are filled in',
      'grid: { seed: [0, 1] }',
      "cells: [{ regularizer: { name: 'probe@1', stencil: '0' } }, { regularizer: { name: 'probe@1', stencil: '0', lag: 1 } }]",
      ['is listed as {"regularizer":{"name":"probe@1","stencil":"0"}} and as {', '"lag":1}}'],
    ],
    ['a slug with capitals', "slug: 'toy'", "slug: 'Toy One'", ['toy.ts:4', 'slug is "Toy One"', 'lower-case']],
    ['a syntax error', 'epochs: 100,', 'epochs: ,', ['experiments/toy.ts:12 does not load: Expression expected']],
    [
      'every mistake, and each in its line',
      /fracTrain: 0.5[^]*seed: \[0, 1\] \}/,
      `fracTrian: 0.5 },
    model: { nLayers: 1, dModel: 128, nHeads: 4, dMlp: 32 },
    optimizer: { learningRate: '1e-3', weightDecay: 1 },
    epochs: 100,
  },
  source: 3,
  grid: { seed: [0, -1, -1] }`,
      [
        'DefinitionInvalid: 4 mistakes in definitions\n',
        '  experiments/toy.ts:7: source is 3; must be a string.\n',
        '  experiments/toy.ts:9: unknown field task.fracTrian. Did you mean "fracTrain"?\n',
        '  experiments/toy.ts:11: optimizer.learningRate is "1e-3"; must be a number.\n',
        '  experiments/toy.ts:15: seed is -1; ',
      ],
    ],
  ] as const)('%s is reported', async (_what, from, to, parts) => {
    const { code, stdout, stderr } = await withDefinition(valid.replace(from, to), 'run');
    for (const part of parts) expect(stderr).toContain(part);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/\n\s+at /);
    expect((await readdir(folder)).sort()).toEqual(['experiments', 'package.json', 'src']);
  });

  test.each([
    ['a mistake', 'p: 11', 'p: 1', 'experiments/toy.ts:9: task.p is 1; '],
    ['a syntax error', 'epochs: 100,', 'epochs: ,', 'experiments/toy.ts:12 does not load: '],
  ])('%s in a base that another definition imports is told once, where it stands', async (_what, from, to, where) => {
    const importing = valid
      .replace(/base: \{[^]*?\n {2}\},/, 'base: toy.base,')
      .replace("slug: 'toy'", "slug: 'importing'")
      .replace('\n\n', "\nimport toy from './toy.ts';\n\n");
    await writeFile(join(folder, 'experiments', 'importing.ts'), importing);
    const right = await withDefinition(valid, 'plan');
    await rm(join(folder, '.cache'), { recursive: true });
    const { code, stderr } = await withDefinition(valid.replace(from, to), 'plan');
    await rm(join(folder, 'experiments', 'importing.ts'));
    expect(right.stdout).toContain('importing');
    expect(code).toBe(2);
    expect(stderr).toContain(where);
    expect(stderr).not.toContain('importing');
    expect(stderr.match(/experiments\/toy.ts/g)).toHaveLength(2);
  });

  test('of a .json file that is none, the file is told and where in it', async () => {
    await writeFile(join(folder, 'experiments', 'list.json'), '{ "slug": "list",\n}');
    const { code, stderr } = await withDefinition(valid, 'plan');
    await rm(join(folder, 'experiments', 'list.json'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^DefinitionBroken: experiments\/list\.json is no JSON: .*line 2 column/);
    expect(stderr).toContain('Edit experiments/list.json; nothing was run or written.');
  });

  test('two definitions with one slug are refused', async () => {
    await writeFile(join(folder, 'experiments', 'twin.ts'), valid);
    const { code, stderr } = await withDefinition(valid, 'plan');
    await rm(join(folder, 'experiments', 'twin.ts'));
    expect(code).toBe(2);
    expect(stderr).toContain('both have the slug "toy"');
  });
});

describe('wrong usage', () => {
  test.each([
    [['rnu'], 'Did you mean run?'],
    [['run', '--bugdet', '1m'], 'Did you mean --budget?'],
    [['run', '--budget', 'soon'], '--budget is "soon"'],
    [['run', '--workers', '0'], '--workers is "0"'],
    [['run', '--shard', '4/4'], '--shard is "4/4"'],
    [['run', '--device', 'gpu'], 'unknown device gpu'],
    [['run', 'toi'], 'Did you mean toy?'],
    [['list', 'toi'], 'no experiment "toi" (there are: toy). Did you mean toy?'],
    [['run', '0123456789ab'], 'no experiment has a run 0123456789ab'],
    [['run', '--dry-run'], 'run does not take --dry-run (its options: --budget, --workers, --shard, --device, --out)'],
    [['withdraw', '0123456789ab', '--reason', 'why', '--dry-run'], 'withdraw does not take --dry-run'],
    [
      ['withdraw', '0123456789ab', 'ba9876543210', '--reason', 'why'],
      'withdraw takes one name, not 0123456789ab ba9876543210',
    ],
    [['gc', 'toy'], 'gc takes no name, not toy'],
  ])('%j exits with 2 and a hint', async (args, part) => {
    const { code, stderr } = await withDefinition(valid, ...args);
    expect(stderr).toContain(part);
    expect(code).toBe(2);
  });

  test('help is of all commands, or of one with the options that it takes', async () => {
    const [all, one] = [await lab('--help'), await lab('gc', '--help')];
    expect([all.code, one.code]).toEqual([0, 0]);
    expect(all.stdout).toMatch(/ {2}--budget <time> .*\n[^]* {2}--dry-run /);
    expect(one.stdout).toMatch(/^npm run lab -- gc \[--dry-run\] \[--all\]\n[^]*\n {2}--dry-run .*\n {2}--all /);
    expect(one.stdout).not.toContain('--budget');
  });

  test('every measure is listed with what it tells', async () => {
    const { code, stdout } = await lab('measures');
    expect(code).toBe(0);
    expect(stdout.match(/^[a-z]\w+ +(?:checkpoints|final network) +\S.{20,}$/gm)).toHaveLength(MEASURE_NAMES.length);
  });

  test('an option that npm took for its own stops the command, in the script that npm runs alone', async () => {
    const gc = (environment: Record<string, string>): Promise<Outcome> => labIn(environment, 'gc');
    const { code, stderr } = await gc({ npm_lifecycle_event: 'lab', npm_config_dry_run: 'true' });
    expect(stderr).toContain('npm took --dry-run for its own. Write: npm run lab -- gc --dry-run');
    expect(code).toBe(2);
    expect((await gc({ npm_lifecycle_event: 'lab', npm_config_dry_run: '' })).code).toBe(0);
    expect((await gc({ npm_lifecycle_event: 'test', npm_config_dry_run: 'true' })).code).toBe(0);
    const whole = await labIn({ npm_lifecycle_event: 'lab', npm_config_dry_run: 'true' }, 'gc', '--dry-run');
    expect(whole.code).toBe(0);
  });

  test.each(['cuda', 'tensorflow'])(
    'a device that is not there (%s): what is missing and how to install it',
    async (device) => {
      const { code, stderr } = await withDefinition(valid, 'run', '--device', device);
      expect(stderr).toContain(`device ${device} is not available here`);
      expect(stderr).toContain(`run: npm run setup:${device}`);
      expect(code).toBe(2);
    },
  );
});
