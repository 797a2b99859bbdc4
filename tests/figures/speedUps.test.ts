/** Speed-ups by pairs: who is a pair, what pairs say, and where it is drawn. */
import { describe, expect, test } from 'vitest';
import { figureKinds } from '../../src/figures/index.ts';
import { ratioAxis, ratioX } from '../../src/figures/ratioAxis.ts';
import { reportedSpeedUp } from '../../src/figures/reportedSpeedUps.ts';
import { layoutOf, type LaidOut } from '../../src/figures/speedUpLayout.ts';
import { nameOf, variantsOf } from '../../src/figures/speedUps.ts';
import { runSpecSchema, type RunSpec } from '../../src/lab/spec.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { studentQuantile } from '../../src/lab/statistics/distributions.ts';
import { stencilRuns, timedRun } from './syntheticSpeedUps.ts';
import { divergedRun } from './syntheticRun.ts';
import { overlappingTexts, textBoxes } from './textBoxes.ts';

const { canDraw, draw } = figureKinds['speed-up-forest'];
const OPTIONS = { id: 'fig', width: 720, theme: 'page' } as const;
const t99 = ({ record }: RunResults): number => record.summary.t99?.at ?? NaN;

describe('rows', () => {
  const laidOut = (hasReport: boolean): LaidOut[] =>
    ['a', 'a', 'b', 'b'].map((group, i) => {
      return {
        name: `variant ${i}`,
        group,
        said: '1.50 (1.20 to 1.80)',
        ratios: [1.5],
        interval: [1.2, 1.8],
        hasReport,
      };
    });

  test.each([
    [1056, false, 3],
    [1056, true, 3],
    [358, false, 3],
    [358, true, 3],
  ])(
    'at %i px, with reports: %s, have %i px between their marks and lines, names and headings',
    (width, hasReport, room) => {
      const { rows, lines, headings, offsets, isNarrow, to } = layoutOf(laidOut(hasReport), width, 20);
      // px: half of a mean's mark and of a dot; what the letters of a name reach below its middle, and above it.
      const [mark, dot, below, above] = [6, 3.5, 5, 5];
      expect(rows).toHaveLength(4);
      expect(headings).toHaveLength(2);
      const edges = [...lines, ...headings.map(({ y }) => y + below)];
      for (const { middle, nameAt } of rows) {
        const top = Math.max(...edges.filter((y) => y < nameAt));
        const bottom = Math.min(...lines.filter((y) => y > middle), to);
        expect(middle + offsets[0] - mark - (isNarrow ? nameAt + below : top)).toBeGreaterThanOrEqual(
          isNarrow ? 0 : room,
        );
        expect(bottom - (middle + offsets[1] + dot)).toBeGreaterThanOrEqual(room);
        expect(nameAt - above - top).toBeGreaterThanOrEqual(room);
        // Between interval and pairs there is room for what a source reports, in letters of 12 px.
        expect(offsets[1] - dot - offsets[0]).toBeGreaterThanOrEqual(hasReport ? 16 : 12);
      }
    },
  );
});

describe('pairs', () => {
  test('are runs of one seed that differ in what was added to the loss', () => {
    const [base, variant] = [timedRun(1, 1200), timedRun(1, 600, { stencil: '-1' })];
    const other = timedRun(2, 500, { stencil: '-1' });
    const [only, ...others] = variantsOf([variant, other, base]);
    expect(others).toEqual([]);
    expect(only?.name).toBe('{−1}');
    expect(only?.pairs).toHaveLength(1);
    expect(only?.pairs[0]).toMatchObject({ seed: 1, ratio: { kind: 'exact', ratio: t99(base) / t99(variant) } });
  });

  test('of an optimizer, what differs is named, an item of a list by itself', () => {
    const { spec } = timedRun(0, 500).record;
    const other = {
      ...spec,
      optimizer: { ...spec.optimizer, weightDecay: 3, betas: [0.9, 0.999] as [number, number] },
    };
    expect(nameOf(other, spec)).toBe('weight decay 3, β₂ 0.999');
    expect(nameOf(spec, spec)).toBe('');
  });

  test('there is none between runs of different tasks or optimizers', () => {
    const base = timedRun(1, 1200);
    const slow = { ...base.record.spec, optimizer: { ...base.record.spec.optimizer, weightDecay: 0.3 } };
    const elsewhere = { ...base, record: { ...base.record, spec: slow } };
    const variant = timedRun(1, 600, { stencil: '0' });
    expect(canDraw([variant, elsewhere])).toBe(false);
    expect(canDraw([variant, base])).toBe(true);
    expect(canDraw([variant])).toBe(false);
    expect(canDraw([base])).toBe(false);
    expect(canDraw([])).toBe(false);
  });

  test('what else is set tells variants of one stencil apart', () => {
    const runs = [{}, { lag: 10 }, { pairing: 'shuffled' as const }].map((option) =>
      timedRun(0, 800, { stencil: '-1', ...option }),
    );
    const names = variantsOf([...runs, timedRun(0, 1200)]).map(({ name }) => name);
    expect(names).toEqual(['{−1}', '{−1} lag 10', '{−1} shuffled']);
  });

  test('another optimizer is a variant where what was added is held against one', () => {
    const optimizer = (change: object, seed = 0): RunResults => {
      const run = timedRun(seed, 700);
      const spec = { ...run.record.spec, optimizer: { ...run.record.spec.optimizer, ...change } };
      return { ...run, record: { ...run.record, id: JSON.stringify(change), spec } };
    };
    const strong = [optimizer({ weightDecay: 3 }), optimizer({ weightDecay: 3, learningRate: 2e-3 })];
    const [base, probe] = [timedRun(0, 1200), timedRun(0, 600, { stencil: '0' })];
    const variants = variantsOf([base, ...strong, probe]);
    expect(variants.map(({ name }) => name)).toEqual(['weight decay 3', 'learning rate 0.002, weight decay 3', '{0}']);
    expect(variants.map(({ cost }) => cost === 1)).toEqual([true, true, false]);
    expect(variants[0]?.pairs[0]?.ratio).toMatchObject({ ratio: t99(base) / t99(strong[0] as RunResults) });
    // A probe with another optimizer is held against that optimizer alone.
    const both = optimizer({ weightDecay: 3 });
    const spec = { ...both.record.spec, regularizer: probe.record.spec.regularizer };
    const together = { ...both, record: { ...both.record, id: 'together', spec } };
    const [, , , last] = variantsOf([base, ...strong, probe, together]);
    expect(last).toMatchObject({ name: '{0} at weight decay 3', pairs: [{ ratio: { ratio: 1 } }] });
    // Without a probe nothing says which of them is the base.
    expect(variantsOf([base, ...strong])).toEqual([]);
  });

  test('a step costs what its matrix products cost', () => {
    const costs = variantsOf(stencilRuns()).map(({ name, cost }) => [name, cost] as const);
    const costOf = Object.fromEntries(costs);
    const {
      task: { p, fracTrain },
      model: { dModel: d, dMlp: m, nHeads, dHead },
    } = timedRun(0, 900).record.spec;
    expect(fracTrain * p).toBeGreaterThan(0);
    const base = 3 * (d * d + 2 * d * m + d * p) + 2 * p * nHeads * dHead;
    const probe = 64 * (4 * d + 5 * m);
    expect(costOf['{0}']).toBeCloseTo(1 + probe / base, 6);
    const ahead = 64 * (3 * d + 4 * m);
    expect(costOf['{−1, 0, +1}']).toBeCloseTo(1 + (2 * probe + ahead) / base, 6);
    const options = [{ learns: 'nothing' as const }, { gradient: 'target' as const }];
    const others = variantsOf([
      timedRun(0, 1200),
      ...options.map((option) => timedRun(0, 900, { stencil: '0', ...option })),
    ]);
    // Forward and back to the input; a step of its own, and forward alone.
    expect(others.map(({ cost }) => (cost - 1) * base)).toBeAllclose([64 * 2 * (d + m), ahead], { rtol: 1e-6 });
  });

  test('a run that was followed longer under another name is not counted twice', () => {
    const base = timedRun(0, 1200);
    const longer = { ...base, record: { ...base.record, id: 'ffffffffffff' } };
    const [variant] = variantsOf([timedRun(0, 800, { stencil: '0' }), base, longer]);
    expect(variant?.pairs).toHaveLength(1);
  });
});

describe('what pairs say', () => {
  test('is their geometric mean with the interval of the mean logarithm', () => {
    const bases = [0, 1, 2].map((seed) => timedRun(seed, 1200));
    const runs = [400, 600, 900].map((transition, seed) => timedRun(seed, transition, { stencil: '0' }));
    const logs = runs.map((run, i) => Math.log(t99(bases[i] as RunResults) / t99(run)));
    const mean = logs.reduce((sum, x) => sum + x, 0) / 3;
    const deviation = Math.sqrt(logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 2);
    const reach = (studentQuantile(0.95, 2) * deviation) / Math.sqrt(3);
    const [variant] = variantsOf([...bases, ...runs]);
    expect(variant?.speedUp.geometricMean?.ratio).toBeCloseTo(Math.exp(mean), 10);
    expect(variant?.speedUp.geometricMean?.bounds?.low).toBeCloseTo(Math.exp(mean - reach), 10);
    expect(variant?.speedUp.geometricMean?.bounds?.high).toBeCloseTo(Math.exp(mean + reach), 10);
  });

  test('a variant that does not get there bounds the ratio from above, a base that does not from below', async () => {
    const late = timedRun(0, Infinity, { stencil: '0' });
    const early = timedRun(1, 500, { stencil: '0' });
    const bases = [timedRun(0, 1200), timedRun(1, Infinity)];
    const [variant] = variantsOf([late, early, ...bases]);
    expect(variant?.pairs.map(({ ratio }) => ratio.kind)).toEqual(['atMost', 'atLeast']);
    expect(variant?.speedUp.geometricMean).toBeNull();
    const { alt, table } = await draw([late, early, ...bases], OPTIONS);
    expect(alt).toContain('{0} not known');
    expect(table.rows[1]).toContain('not known');
  });

  test('of many variants the slowest and the fastest are told, and numbers of the axis keep apart', async () => {
    const weights = [0.01, 0.03, 0.3, 1, 3, 10, 30, 100, 300];
    const runs = weights.map((weight, i) => timedRun(0, 150 + 270 * i, { stencil: '0', weight }));
    const { alt, svg, height } = await draw([timedRun(0, 700), ...runs], { ...OPTIONS, width: 300 });
    const told = 'of the slowest and the fastest of 9: {0} weight ';
    expect(alt.slice(alt.indexOf(told) + told.length)).toMatch(
      /^300 \S+; \{0\} weight 0\.01 \S+\. Each interval is of its row alone;/,
    );
    const ticks = textBoxes(svg).filter(({ text, bottom }) => /^[\d.]+$/.test(text) && bottom > height - 44);
    expect(ticks.map(({ text }) => text)).toContain('1');
    const edges = ticks.map(({ left, right }) => [left, right]).sort(([x = 0], [y = 0]) => x - y);
    expect(edges.flat()).toEqual(edges.flat().sort((x, y) => x - y));
  });

  test('among many, a mean that is only bounded is neither the slowest nor the fastest', async () => {
    const weights = [0.01, 0.03, 0.3, 1, 3, 10, 30, 100];
    const runs = weights.map((weight, i) => timedRun(0, 300 + 50 * i, { stencil: '0', weight }));
    const never = timedRun(0, 1e9, { stencil: '-1' });
    const { alt } = await draw([timedRun(0, 700), ...runs, never], OPTIONS);
    expect(alt).toContain(
      'the slowest and the fastest of 8, besides 1 of which a bound is known, or nothing: {0} weight 100',
    );
  });

  test('a variant that diverged counts as not there within its budget', () => {
    const diverged = divergedRun(timedRun(0, 1200, { stencil: '0' }), 500);
    const [variant] = variantsOf([diverged, timedRun(0, 1200)]);
    expect(variant?.pairs[0]?.variant).toEqual({ isCensored: true, after: diverged.record.spec.epochs });
  });
});

describe('what the source reports', () => {
  const probe = (options: object, task: object = {}): RunSpec =>
    runSpecSchema.parse({
      task: { p: 113, fracTrain: 0.3, ...task },
      optimizer: { learningRate: 1e-3, weightDecay: 1 },
      model: {},
      epochs: 10,
      regularizer: { name: 'probe@1', ...options },
    });

  test('are factors of whole tens of epochs of its baseline of 5 760', () => {
    const epochs = { '0': 2260, '-1': 3790, '-1,+1': 1870, '-1,0': 2000, '-1,0,+1': 1920 };
    for (const [stencil, at] of Object.entries(epochs))
      expect(reportedSpeedUp(probe({ stencil })), stencil).toBeCloseTo(5760 / at, 2);
  });

  test('is nothing for two of its stencils, and nothing is asked of what it does not have', () => {
    expect(reportedSpeedUp(probe({ stencil: '+1' }))).toBeNull();
    expect(reportedSpeedUp(probe({ stencil: '0,+1' }))).toBeNull();
    expect(reportedSpeedUp(probe({ stencil: '-1', lag: 10 }))).toBeUndefined();
    expect(reportedSpeedUp(probe({ stencil: '0', gradient: 'input' }))).toBeUndefined();
    expect(reportedSpeedUp(probe({ name: 'activation-l2@1' }))).toBeUndefined();
    expect(reportedSpeedUp(probe({ stencil: '0' }, { p: 53 }))).toBeUndefined();
    expect(reportedSpeedUp(probe({ stencil: '0', error: 'relative' }))).toBeUndefined();
    const spec = probe({ stencil: '0' });
    const decayed = { ...spec, optimizer: { ...spec.optimizer, weightDecay: 2 } };
    expect(reportedSpeedUp(decayed)).toBeUndefined();
  });
});

describe('the axis', () => {
  test('has 1 and all values on it, and does not run after the ends of intervals', () => {
    const { low, high, ticks } = ratioAxis([1.5, 3], [0.01, 4]);
    expect(low).toBeLessThan(1);
    expect(low).toBeGreaterThan(0.4);
    expect(high).toBeGreaterThan(4);
    expect(ticks).toContain(1);
    expect(ticks.every((tick) => tick >= low && tick <= high)).toBe(true);
    expect(ticks.length).toBeLessThanOrEqual(7);
  });

  test('is logarithmic', () => {
    const axis = ratioAxis([0.5, 2]);
    const x = (ratio: number): number => ratioX(axis, [0, 100], ratio);
    expect(x(2) - x(1)).toBeCloseTo(x(1) - x(0.5), 10);
    expect([x(axis.low), x(axis.high)]).toEqual([0, 100]);
  });
});

describe('rows', () => {
  const probes = [
    {},
    { learns: 'nothing' as const },
    { stencil: '-1' as const },
    { weight: 1, error: 'relative' as const },
  ];
  const mixed = (): RunResults[] => [
    timedRun(0, 1200),
    ...probes.map((option, i) => timedRun(0, 500 + 90 * i, { stencil: '0', ...option })),
  ];
  const of = (svg: string, texts: readonly string[]): number[] =>
    texts.map((text) => textBoxes(svg).find((box) => box.text === text)?.top ?? NaN);

  test('of what is changed alike stand together below their heading', async () => {
    const { svg, table } = await draw(mixed(), OPTIONS);
    const inOrder = [
      'A probe, by its stencil',
      '{0}',
      '{−1}',
      'What the probe learns',
      '{0} never trained',
      'Its error relative to the activations',
      '{0} weight 1, relative error',
    ];
    const tops = of(svg, inOrder);
    expect(tops).toEqual(tops.toSorted((x, y) => x - y));
    expect(tops).not.toContain(NaN);
    expect(table.rows.map(([name]) => name)).toEqual(['nothing', ...inOrder.filter((text) => text.startsWith('{'))]);
  });

  test('of one kind have no heading', async () => {
    const { svg } = await draw(stencilRuns(), OPTIONS);
    expect(svg).not.toContain('by its stencil');
  });

  test('tell their interval on a narrow figure too, above marks that have the whole width', async () => {
    const runs = stencilRuns();
    const [narrow, wide] = await Promise.all([358, 720].map((width) => draw(runs, { ...OPTIONS, width })));
    const intervals = (svg = ''): string[] => textBoxes(svg).map(({ text }) => text).filter((text) => / to .*\)$/.test(text)); // prettier-ignore
    expect(intervals(narrow?.svg)).toEqual(intervals(wide?.svg));
    expect(intervals(narrow?.svg).length).toBeGreaterThan(5);
    expect(overlappingTexts(narrow?.svg ?? '')).toEqual([]);
    expect(overlappingTexts(wide?.svg ?? '')).toEqual([]);
  });
});

test('all seven stencils are drawn, the two that are not reported among them', async () => {
  const { svg, alt, csv, table } = await draw(stencilRuns(), OPTIONS);
  for (const text of ['{−1, 0, +1}', '2.55', '1.52', '3.08', '2.88', '3.00']) expect(svg).toContain(`>${text}<`);
  expect(svg.match(/>not reported</g)).toHaveLength(2);
  // Single runs are reported: beside the mean stands where a single pair would lie, and only there.
  expect(svg).toContain('>where one more pair of ours would lie (95\u202f%)<');
  expect(alt.match(/reported [\d.]+, one more [\d.]+ to [\d.]+/g)).toHaveLength(5);
  expect(table.rows).toHaveLength(1 + 7);
  expect(table.columns.slice(3, 5)).toEqual([
    '95\u202f% interval (Student)',
    'bootstrap (BCa; of few pairs too narrow)',
  ]);
  const intervals = table.rows.slice(1).map(([name, , mean, ...texts]) => ({
    name,
    mean: Number(mean),
    ends: texts.slice(0, 2).map((text) => (text === '' ? null : String(text).split(' to ').map(Number))),
  }));
  // One of its pairs is only bounded.
  expect(intervals.filter(({ ends }) => ends.includes(null))).toMatchObject([{ name: '{+1}', ends: [null, null] }]);
  for (const { mean, ends } of intervals.filter(({ name }) => name !== '{+1}')) {
    const [student, bootstrap] = ends.map((own) => own ?? []);
    for (const [low = NaN, high = NaN] of [student ?? [], bootstrap ?? []]) {
      expect(low).toBeLessThanOrEqual(mean);
      expect(high).toBeGreaterThanOrEqual(mean);
    }
    // Of three pairs the bootstrap knows no more than those three: Student's interval is the wider.
    expect(student?.[0]).toBeLessThan(bootstrap?.[0] ?? NaN);
    expect(student?.[1]).toBeGreaterThan(bootstrap?.[1] ?? NaN);
  }
  expect(csv.trimEnd().split('\n')).toHaveLength(1 + 3 * 21);
});
