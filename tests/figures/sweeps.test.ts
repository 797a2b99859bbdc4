/** Figures of sweeps, on runs whose times are known in closed form. */
import { describe, expect, test } from 'vitest';
import { formatCount } from '../../src/figures/format.ts';
import { figureKinds, type FigureKindName } from '../../src/figures/index.ts';
import { logTicks } from '../../src/figures/logTicks.ts';
import type { Drawing } from '../../src/figures/figure.ts';
import { NARROW_WIDTH, WIDTHS } from '../../src/figures/widths.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { linesIn } from './pathPoints.ts';
import { divergedRun, syntheticRun } from './syntheticRun.ts';
import { decaySweep, layersSweep, partialSweep, productSweep, seededSweep, sweptRun } from './syntheticSweep.ts';
import { cutTexts, overlappingTexts, textBoxes } from './textBoxes.ts';

const KINDS = ['time-to-grok', 'sweep-curves', 'scaled-time'] as const;
const draw = (kind: FigureKindName, runs: readonly RunResults[], width = 720): Promise<Drawing> =>
  figureKinds[kind].draw(runs, { id: 'fig', width, theme: 'page' });

/** t · weight decay = 1500 in all of them. */
const reached = decaySweep().filter(({ record }) => record.summary.t95);
const textsOf = ({ svg }: Drawing): string[] => textBoxes(svg).map(({ text }) => text);

test.each(['accuracy', 'loss', 'weight-norm'] as const)(
  '%s of more runs than have room for names has lines for all and names for some',
  async (kind) => {
    const runs = Array.from({ length: 40 }, (_, i) =>
      sweptRun({
        optimizer: { weightDecay: 1 + i / 8, learningRate: (1 + i) / 1000 },
        t95: i < 30 ? 300 + 60 * i : null,
      }),
    );
    for (const width of [NARROW_WIDTH, WIDTHS.body]) {
      const drawing = await draw(kind, runs, width);
      expect([overlappingTexts(drawing.svg), cutTexts(drawing.svg, drawing)]).toEqual([[], []]);
      expect(linesIn(drawing.svg).filter((line) => line.length > 2).length).toBeGreaterThanOrEqual(40);
      const named = textBoxes(drawing.svg).filter(({ text }) => text.includes(' · '));
      const [atPassages, atEnds] = [named.filter(({ top }) => top < 40), named.filter(({ top }) => top >= 40)];
      expect(atPassages.length).toBeGreaterThan(0);
      expect(atPassages.length).toBeLessThan(30);
      expect(atEnds.length).toBeGreaterThan(2);
      expect(atEnds.length).toBeLessThanOrEqual(10);
    }
  },
);

test('a crowd of passages takes no name from those that stand alone', async () => {
  const runs = [100, 300, 900, 910, 920, 930, 940, 2500].map((t95, i) =>
    sweptRun({ optimizer: { weightDecay: 9 - i }, t95 }),
  );
  const named = textBoxes((await draw('accuracy', runs, WIDTHS.body)).svg).map(({ text }) => text);
  expect(named).toEqual(expect.arrayContaining(['9', '8', '2']));
  expect(['7', '6', '5', '4', '3'].filter((text) => named.includes(text)).length).toBeGreaterThan(0);
});

test.each(KINDS)('%s is not for runs without a varied parameter', async (kind) => {
  for (const runs of [[], [syntheticRun()], [syntheticRun(), syntheticRun({ seed: 1 })]]) {
    expect(figureKinds[kind].canDraw(runs)).toBe(false);
    await expect(async () => draw(kind, runs)).rejects.toThrow(TypeError);
  }
});

describe.each([
  { name: 'of which two runs of eight are stored', runs: reached.slice(0, 2) },
  { name: 'with a censored run', runs: decaySweep() },
  { name: 'with a run censored after many epochs', runs: decaySweep(0, 40_000) },
  { name: 'of which one run diverged', runs: [...reached, divergedRun(sweptRun({ optimizer: { weightDecay: 9 }, t95: null }), 700)] }, // prettier-ignore
  { name: 'with seeds', runs: seededSweep() },
  { name: 'of layers and operations', runs: layersSweep() },
  { name: 'of layers and operations, stored in part', runs: partialSweep() },
  { name: 'of products', runs: productSweep() },
])('a sweep $name', ({ runs }) => {
  const drawable = KINDS.filter((kind) => figureKinds[kind].canDraw(runs));
  test.each(drawable.flatMap((kind) => [NARROW_WIDTH, WIDTHS.body].map((width) => ({ kind, width }))))(
    'is drawn by $kind at $width px with nothing cut off and no text over another',
    async ({ kind, width }) => {
      const drawing = await draw(kind, runs, width);
      expect([overlappingTexts(drawing.svg), cutTexts(drawing.svg, drawing)]).toEqual([[], []]);
      expect(drawing.svg.length).toBeLessThan(60_000);
      expect(drawing.svg + drawing.alt).not.toMatch(/NaN|undefined|Infinity/);
    },
  );
});

test.each(KINDS)(
  '%s says which run of a sweep diverged, and counts it as not there within its budget',
  async (kind) => {
    const diverged = divergedRun(sweptRun({ optimizer: { weightDecay: 9 }, t95: null }), 700);
    const { alt, csv } = await draw(kind, [...reached, diverged]);
    expect(alt).toContain('Weight decay 9 diverged at epoch 700.');
    if (kind === 'time-to-grok') expect(csv).toContain('\n9,0,1,3000,,,\n');
  },
);

describe('time-to-grok', () => {
  test('finds slope −1 where time × weight decay is constant, and says so at the line', async () => {
    const drawing = await draw('time-to-grok', reached);
    expect(drawing.alt).toContain('goes as weight decay to the power −1.00');
    expect(drawing.alt).toContain('(5 runs of 5 cells, all within their budgets)');
    expect(textsOf(drawing).filter((text) => text.startsWith('slope −1.00'))).toHaveLength(1);
  });

  test('keeps a censored run in the fit, at its budget, and in the file', async () => {
    const { alt, csv, table } = await draw('time-to-grok', decaySweep(0.05));
    // 15 000 epochs by the law, 3 000 of them watched: the slope does not change.
    expect(alt).toMatch(/to the power −(1\.0|0\.9)/);
    expect(alt).toContain('6 runs of 6 cells, 1 censored at its budget');
    expect(csv).toContain('\n0.1,0,1,3000,,,\n');
    expect(csv).toContain('\n1,0,0,1570,1580,,\n');
    expect(table.rows[0]).toEqual(['0.1', '0 of 1', 'not within 3\u202f000', 0]);
  });

  test('lets a run that should have got there and did not flatten the law', async () => {
    const slopeOf = async (runs: readonly RunResults[]): Promise<number> => {
      const [, slope = ''] = /to the power (−?[\d.]+)/.exec((await draw('time-to-grok', runs)).alt) ?? [];
      return Number(slope.replace('−', '-'));
    };
    const seen = decaySweep(0.05).slice(1, 5);
    // 3 000 epochs without it where the law of the others says 300.
    const late = sweptRun({ optimizer: { weightDecay: 5 }, t95: null });
    expect(await slopeOf(seen)).toBeCloseTo(-1, 0);
    expect(await slopeOf([...seen, late])).toBeGreaterThan((await slopeOf(seen)) + 0.3);
  });

  test('draws no law through three cells', async () => {
    const drawing = await draw('time-to-grok', reached.slice(0, 3));
    expect(drawing.alt).not.toContain('power');
    expect(textsOf(drawing).join()).not.toContain('slope');
    expect(textsOf(drawing)).toEqual(expect.arrayContaining(['300', '500', '750']));
  });

  test('draws no law through three cells that got there, however many did not', async () => {
    const late = [0.04, 0.03, 0.02].map((weightDecay) => sweptRun({ optimizer: { weightDecay }, t95: null }));
    const seen = decaySweep(0.05).slice(1);
    expect((await draw('time-to-grok', [...late, ...seen.slice(0, 3)])).alt).not.toContain('power');
    expect((await draw('time-to-grok', [...late.slice(0, 1), ...seen.slice(0, 4)])).alt).toContain('power');
  });

  test('draws no law where the runs that did not get there would make it', async () => {
    // Of times that do not depend on weight decay at all, and small ones that were not followed: a slope of far below 0.
    const alike = [1, 2, 3, 5].map((weightDecay, i) => sweptRun({ optimizer: { weightDecay }, t95: 1000 + 200 * (i % 2) })); // prettier-ignore
    const late = [0.03, 0.02].map((weightDecay) => sweptRun({ optimizer: { weightDecay }, t95: null }));
    expect((await draw('time-to-grok', [...late.slice(0, 1), ...alike])).alt).toContain('power');
    const none = sweptRun({ optimizer: { weightDecay: 0.01 }, t95: null });
    expect((await draw('time-to-grok', [...late, none, ...alike])).alt).not.toContain('power');
  });

  test('goes along the product of weight decay and learning rate where both vary', async () => {
    const { alt } = await draw('time-to-grok', productSweep());
    expect(alt).toContain('goes as weight decay × learning rate to the power −1.00');
  });

  test('sets operations in rows, with what was lost again', async () => {
    const drawing = await draw('time-to-grok', layersSweep());
    expect(textsOf(drawing)).toEqual(expect.arrayContaining(['a+b', 'a³+ab', 'operation', 'layers', '600, lost again at 2\u202f000'])); // prettier-ignore
    expect(drawing.alt).toContain('Lost again after it was reached: a+b · layers 3 from epoch 2\u202f000.');
    expect(drawing.csv).toContain('\na+b,3,0,0,590,600,2000,\n');
  });

  test('tells of seeds by their median and how many got there', async () => {
    const { alt } = await draw('time-to-grok', seededSweep());
    expect(alt).toContain('a median of 900 epochs (3 of 3 seeds) at 0.001');
    expect(alt).toContain('(2 of 3 seeds) at 0.0003');
  });

  test('in its table a run that did not get there counts with all the epochs it was given', async () => {
    const { columns, rows } = (await draw('time-to-grok', seededSweep())).table;
    expect(columns[1]).toBe('reached 95\u202f% within 3\u202f000 epochs');
    expect(columns[3]).toBe('mean of the epochs up to 3\u202f000');
    const [own] = rows.filter(([rate]) => rate === '0.0003');
    expect(own?.[1]).toBe('2 of 3');
    const waits = seededSweep()
      .filter(({ record }) => record.spec.optimizer.learningRate === 0.0003)
      .map(({ record }) => record.summary.t95?.at ?? 3000);
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / 3;
    expect(own?.[3]).toMatch(new RegExp(`^${formatCount(Math.round(mean))} \\(.* to 3\u202f000\\)$`));
  });
});

test('sweep-curves has a panel for each cell, in their order, and one scale', async () => {
  const drawing = await draw('sweep-curves', decaySweep());
  expect(textsOf(drawing).filter((text) => ['0.1', '0.6', '1', '2', '3', '5'].includes(text) && text !== '1')).toEqual(['0.1', '0.6', '2', '3', '5']); // prettier-ignore
  expect(textsOf(drawing)).toEqual(
    expect.arrayContaining(['not within 3k', '95\u202f% at 300', 'budget', 'train', 'test']),
  );
  expect(drawing.csv.split('\n')[0]).toBe('weight_decay,seed,epoch,train_accuracy,test_accuracy');
  expect(drawing.csv.trim().split('\n')).toHaveLength(1 + 6 * 301);
});

describe('scaled-time', () => {
  test('finds spread 1 where time × weight decay is constant', async () => {
    const { alt, table } = await draw('scaled-time', reached);
    expect(alt).toContain('lie between 1.5 and 1.5, a factor of 1 (5 runs that got there, of 5 cells)');
    expect(alt).toContain('300 to 2\u202f500, differ by a factor of 8.3');
    expect(table.rows.map((row) => row.at(-1))).toEqual(Array.from({ length: 5 }, () => '1.5'));
  });

  test('leaves a censored run out of the range, and says where it is known to be beyond', async () => {
    const { alt, table } = await draw('scaled-time', decaySweep());
    expect(alt).toContain('a factor of 1 (5 runs that got there, of 6 cells)');
    expect(alt).toContain('differ by a factor of 8.3.');
    expect(alt).toContain('1 more censored at 0.3.');
    expect(table.rows[0]).toEqual(['0.1', 0, '> 3\u202f000', '> 0.3']);
  });

  test('is for weight decay and learning rate, above 0, alone', () => {
    expect(figureKinds['scaled-time'].canDraw(layersSweep())).toBe(false);
    expect(figureKinds['scaled-time'].canDraw([...reached, sweptRun({ optimizer: { weightDecay: 0 }, t95: null })])).toBe(false); // prettier-ignore
  });
});

test('round ticks of a logarithmic axis: powers of ten, or more where they are few', () => {
  expect(logTicks(50, 60_000)).toEqual([100, 1000, 10_000]);
  expect(logTicks(300, 6000)).toEqual([500, 1000, 2000, 5000]);
  expect(logTicks(0.15, 0.9)).toEqual([0.2, 0.5]);
});

test('the epochs of the last panel end within the figure, however near to its edge', async () => {
  const runs = layersSweep().map((run) => {
    const spec = { ...run.record.spec, epochs: 11_000 };
    return { ...run, record: { ...run.record, spec } };
  });
  for (const width of [360, 720]) {
    const { svg } = await figureKinds['sweep-curves'].draw(runs, { id: 'fig', width, theme: 'page' });
    expect(svg).toContain('>10k<');
    expect(textBoxes(svg).filter(({ right }) => right > width)).toEqual([]);
  }
});
