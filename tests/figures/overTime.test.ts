/** Figures over time of one run and of all seeds: what they say, and that panels share one axis and nothing overlaps. */
import { describe, expect, test } from 'vitest';
import { epochAxis, epochX } from '../../src/figures/epochAxis.ts';
import type { Drawing } from '../../src/figures/figure.ts';
import { figureKinds, type FigureKindName } from '../../src/figures/index.ts';
import { seedCsv, seedTable, atCheckpoints, atEvaluations, valueFrom } from '../../src/figures/seedLines.ts';
import { medianOfCurves } from '../../src/figures/seeds.ts';
import { fallsBelow } from '../../src/lab/measures/passages.ts';
import { phasesOf } from '../../src/lab/measures/phases.ts';
import { median } from '../../src/lab/statistics/median.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { valuesOf } from './marksWith.ts';
import { linesIn, type PathPoint } from './pathPoints.ts';
import { divergedRun, largeRun, P, syntheticRun } from './syntheticRun.ts';
import { overlappingTexts, textBoxes } from './textBoxes.ts';

const one = syntheticRun({ measured: true });
const seeds = [700, 900, 1200].map((transition, seed) =>
  syntheticRun({ seed, transition, stop: 2 * transition, measured: true }),
);
const draw = (name: FigureKindName, runs: readonly RunResults[], width = 720): Promise<Drawing> =>
  figureKinds[name].draw(runs, { id: 'fig', width, theme: 'page' });
const texts = (svg: string): string[] => textBoxes(svg).map(({ text }) => text);

const LARGEST = { 'training-overview': 40_000, 'hidden-progress': 40_000, phases: 14_000, 'attention-fit': 14_000 };

describe.each(Object.keys(LARGEST) as (keyof typeof LARGEST)[])('%s', (name) => {
  const all = [0, 1, 2, 3].map((seed) => {
    const run = largeRun();
    return { ...run, record: { ...run.record, spec: { ...run.record.spec, seed } } };
  });

  test.each([1056, 720, 576, 390, 360])(
    'of one run and of four large ones is small and legible at %i px',
    async (width) => {
      for (const runs of [[one], all.slice(0, 1), seeds, all]) {
        const { svg, height, table } = await draw(name, runs, width);
        expect(svg.length).toBeLessThan(LARGEST[name]);
        expect(table.rows.length).toBeLessThanOrEqual(30);
        expect(overlappingTexts(svg)).toEqual([]);
        for (const { text, left, right, top, bottom } of textBoxes(svg)) {
          expect(Math.min(left + 3, width + 3 - right, top + 3, height + 3 - bottom), text).toBeGreaterThan(0);
        }
      }
    },
  );

  test('is of seeds alone: a median over other things means nothing', () => {
    const { record } = syntheticRun({ seed: 1 });
    const spec = { ...record.spec, optimizer: { ...record.spec.optimizer, weightDecay: 3 } };
    const other = { ...syntheticRun({ seed: 1, measured: true }), record: { ...record, spec } };
    expect(figureKinds[name].canDraw(seeds)).toBe(true);
    expect(figureKinds[name].canDraw([one, other])).toBe(false);
    expect(figureKinds[name].canDraw([])).toBe(false);
  });

  test('shows each seed as a thin line and their median in bold', async () => {
    const { svg } = await draw(name, seeds);
    expect(valuesOf(svg, 'stroke-opacity').filter((opacity) => opacity === '0.35').length).toBeGreaterThanOrEqual(3);
    expect(svg).toContain('stroke-width="2.25"');
    expect((await draw(name, [one])).svg).not.toContain('stroke-opacity="0.35"');
  });
});

test('panels above each other share one axis, which a cursor follows from the first to the last', async () => {
  const { svg, time, height } = await draw('training-overview', [one]);
  const axis = epochAxis([one]);
  const t95 = one.record.summary.t95?.at ?? NaN;
  expect(time).toMatchObject({ domain: [axis.start, axis.end] });
  const [left, right] = time?.range ?? [NaN, NaN];
  const x = Math.round(epochX(axis, [left, right], t95)) + 0.5;
  // The hairline goes on to the foot of the last panel.
  const lines = linesIn(svg);
  expect(lines.some((line) => line.every(([at]) => at === x) && line.at(-1)?.[1] === time?.bottom)).toBe(true);
  expect(time?.bottom).toBeGreaterThan(0.9 * height);
  // Every panel has its baseline from the same left to the same right, and epochs are written once.
  const isBaseline = (line: readonly PathPoint[]): boolean =>
    line.length === 2 && line[0]?.[0] === left && line[1]?.[0] === right && line[0][1] === line[1][1];
  expect(lines.filter(isBaseline)).toHaveLength(4);
  expect(texts(svg).filter((text) => text === 'epoch')).toHaveLength(1);
});

test('training-overview tells of weights and spectrum, and does without the spectrum', async () => {
  const { alt, table } = await draw('training-overview', [one]);
  expect(alt).toContain('sum of squared weights peaks at 1\u202f400 and ends at 400;');
  expect(alt).toContain("embedding's spectrum goes from 0 at memorization to 0.5 (seed 0).");
  expect(table.columns.at(-1)).toBe('Gini coefficient of W_E');
  const without = await draw('training-overview', [{ ...one, fourier: null }]);
  expect(without.alt).not.toContain('Gini');
  expect(texts(without.svg)).not.toContain('W_E');
  expect(without.height).toBeLessThan((await draw('training-overview', [one])).height);
});

describe('hidden-progress', () => {
  const passage = ({ progress }: RunResults, which: 'restricted' | 'full'): number => {
    const values = which === 'full' ? progress?.loss.full.test : progress?.loss.restricted.all;
    return progress?.epochs[values?.findIndex((x) => x < 1) ?? -1] ?? NaN;
  };

  test('marks where restricted and test loss pass 1 nat, and shades what lies between', async () => {
    const { svg, alt } = await draw('hidden-progress', [one]);
    const [restricted, full] = [passage(one, 'restricted'), passage(one, 'full')];
    expect(texts(svg)).toEqual(expect.arrayContaining([`restricted < 1 nat: ${restricted}`, `test < 1 nat: ${full}`]));
    expect(svg).toContain('stroke-opacity="0.1"');
    expect(alt).toContain(
      `Restricted loss is below 1 nat by epoch ${restricted}, ${full - restricted} epochs before test loss.`,
    );
    expect(alt).toContain('test accuracy goes from 1.0\u202f% to 1.0\u202f%');
  });

  test('of several seeds takes medians, and says how far the leads lie apart', async () => {
    const { svg, alt } = await draw('hidden-progress', seeds);
    const restricted = median(seeds.map((run) => passage(run, 'restricted')));
    const leads = seeds.map((run) => passage(run, 'full') - passage(run, 'restricted'));
    expect(texts(svg)).toContain(`restricted < 1 nat: ${restricted}`);
    expect(alt).toContain(`by median epoch ${restricted}, a median of ${median(leads)} epochs`);
    expect(alt).toContain(`(${Math.min(...leads)} to ${Math.max(...leads)}) before test loss`);
    expect(alt).toContain('(median of 3 seeds)');
  });

  test('a seed that never gets there is counted, not left out', async () => {
    const never = syntheticRun({ seed: 3, transition: 1e9, measured: true });
    expect((await draw('hidden-progress', [never])).alt).toContain(
      'Restricted loss is not below 1 nat within 3\u202f000 epochs. Between memorization and the end',
    );
    const { alt } = await draw('hidden-progress', [...seeds, never]);
    expect(alt).toMatch(/\(\d+ to \d+, in 3 of 4 seeds\) before test loss/);
    const most = await draw('hidden-progress', [one, never, { ...never }]);
    expect(most.alt).toContain('Restricted loss is not below 1 nat within');
    expect(texts(most.svg).filter((text) => text.includes('nat:'))).toEqual([]);
  });

  test('the share of the logits is that of all key frequencies together', async () => {
    const { table } = await draw('hidden-progress', [one]);
    const { epochs = [], logitEnergies = [], logitVariance = [] } = one.progress ?? {};
    const column = table.columns.indexOf('share of the variance of the logits in the key frequencies');
    const row = table.rows.find(([epoch]) => epoch === 3000);
    const t = epochs.indexOf(3000);
    const share = ((logitEnergies[t]?.[1] ?? NaN) + (logitEnergies[t]?.[4] ?? NaN)) / (logitVariance[t] ?? NaN);
    expect(row?.[column]).toBeCloseTo(share, 3);
  });
});

describe('phases', () => {
  test('of one run are shaded behind its accuracy, with the accuracy at each end', async () => {
    const { svg, alt, csv } = await draw('phases', [one]);
    expect(texts(svg)).toEqual(expect.arrayContaining(['to 250', 'to 570', 'to 1\u202f100']));
    expect(svg.match(/stroke-opacity="0.1"/g)).toHaveLength(3);
    expect(alt).toContain('Test accuracy is then 1.0\u202f%, 1.0\u202f% and 98\u202f% (seed 0).');
    const phaseAt = (epoch: number): string | undefined => new RegExp(`^0,${epoch},.*,(.*)$`, 'm').exec(csv)?.[1];
    expect([240, 250, 570, 1100].map(phaseAt)).toEqual([
      'memorization',
      'circuit formation',
      'cleanup',
      'after cleanup',
    ]);
  });

  test('of several seeds have a row of bars each, the one without an end pale', async () => {
    const { svg, alt, table } = await draw('phases', seeds);
    const all = seeds.map((run) => (run.progress ? phasesOf(run.rows, run.progress) : null));
    expect(all.map((of) => of?.cleanupEnds)).toEqual([820, 1100, null]);
    expect(texts(svg)).toEqual(expect.arrayContaining(['seed 0', 'seed 1', 'seed 2', '820', '570', '180']));
    expect(svg.match(/stroke-opacity="0.6"/g)).toHaveLength(8);
    expect(svg.match(/stroke-opacity="0.15"/g)).toHaveLength(1);
    expect(table.rows[2]).toEqual([2, 1390, 250, 820, 'not within the run']);
    expect(alt).toContain('memorization ends at epoch 180 to 250 (3 of 3, a factor of 1.39)');
    expect(alt).toContain('cleanup ends at epoch 820 to 1\u202f100 (2 of 3, a factor of 1.34 among them)');
  });
});

describe('embedding-circles', () => {
  const withPoints = (move: (angle: number, n: number) => readonly [number, number]): RunResults => ({
    ...one,
    planes: one.planes && {
      ...one.planes,
      coordinates: one.planes.coordinates.map(() =>
        [2, 5].map((k) =>
          Float32Array.from({ length: 2 * P }, (_, i) => {
            const n = Math.floor(i / 2);
            return move((2 * Math.PI * k * n) / P, n)[i % 2] ?? NaN;
          }),
        ),
      ),
    },
  });
  const straying = async (run: RunResults): Promise<number[]> => {
    const { table } = await draw('embedding-circles', [run]);
    return table.rows.map((row) => Number(row.at(-1)));
  };

  test('one picture a key frequency, with its share of the embedding', async () => {
    const { svg, alt, csv } = await draw('embedding-circles', [one]);
    expect(texts(svg)).toEqual(['k = 2', '40\u202f% of the embedding', 'k = 5', '30\u202f% of the embedding']);
    expect(alt).toContain('The planes of the key frequencies 2 and 5 hold 70\u202f% of the embedding');
    expect(csv.trimEnd().split('\n')).toHaveLength(1 + 2 * P);
  });

  test('angles stray from where they belong, however the circle is turned or turned over', async () => {
    const turned = await straying(withPoints((angle) => [Math.cos(angle + 1), Math.sin(angle + 1)]));
    const mirrored = await straying(withPoints((angle) => [Math.cos(angle + 1), -Math.sin(angle + 1)]));
    for (const x of [...turned, ...mirrored]) expect(x).toBeLessThan(1e-6);
    const off = await straying(withPoints((angle, n) => [Math.cos(angle + 0.1 * (n % 2 ? 1 : -1)), Math.sin(angle + 0.1 * (n % 2 ? 1 : -1))])); // prettier-ignore
    for (const x of off) expect(x).toBeCloseTo(0.1 / (2 * Math.PI), 3);
  });

  test('is of one run with key frequencies', () => {
    const { canDraw } = figureKinds['embedding-circles'];
    expect([[one], seeds, [{ ...one, planes: null }], []].map(canDraw)).toEqual([true, false, false, false]);
    const bare = { ...one, planes: one.planes && { ...one.planes, keyFrequencies: [] } };
    expect(canDraw([bare])).toBe(false);
  });
});

test('attention-fit of several seeds is the median of all their heads', async () => {
  const { alt, table } = await draw('attention-fit', seeds);
  const ends = seeds.flatMap(({ attention }) => attention?.fve.map((values) => values.at(-1) ?? NaN) ?? []);
  expect(ends).toHaveLength(6);
  expect(alt).toContain(`${Math.round(100 * median(ends))}\u202f% of the variance of a head's attention at the end`);
  expect(alt).toContain('by the median of 6 heads');
  expect(table.columns).toEqual(['epoch', 'least FVE', 'median FVE', 'greatest FVE']);
});

test('logit-energy names the noise floor', async () => {
  const { svg, alt } = await draw('logit-energy', [one], 390);
  expect(texts(svg)).toContain('noise floor');
  expect(alt).toContain('the noise floor, the median of the 3 others, holds');
});

describe('curves of seeds', () => {
  const gini = atCheckpoints(
    ({ fourier }) => fourier,
    (measure) => measure.gini,
  );
  const columns = [
    { name: 'test loss (nats)', curve: atEvaluations((row) => row.testLoss) },
    { name: 'Gini', curve: gini },
  ];

  test('their median is over the epochs that all have', () => {
    const curves = [[1, 2, 3], [1, 3, 5], [1, 3]].map((epochs, i) => epochs.map((epoch) => ({ epoch, value: epoch + i }))); // prettier-ignore
    expect(medianOfCurves(curves)).toEqual([
      { epoch: 1, value: 2 },
      { epoch: 3, value: 4 },
    ]);
  });

  test('a table has the epochs at which all is known; CSV has all, empty where nothing was measured', () => {
    const epochs = seedTable(seeds, columns).rows.map(([epoch]) => epoch);
    expect(epochs.every((epoch) => seeds.every(({ fourier }) => fourier?.epochs.includes(Number(epoch))))).toBe(true);
    const [header, ...lines] = seedCsv(seeds.slice(0, 1), columns).trimEnd().split('\n');
    expect(header).toBe('seed,epoch,test_loss_(nats),Gini');
    expect(lines.find((line) => line.startsWith('0,10,'))).toMatch(/,\d[\d.]*,$/);
    expect(lines.find((line) => line.startsWith('0,20,'))).toMatch(/,\d[\d.]*,\d[\d.e-]*$/);
  });

  test('a value is taken from the first checkpoint that is not earlier, in a diverged run from the last whole one', () => {
    expect(valueFrom(gini(one), 60)).toBe(one.fourier?.gini[3]);
    expect(valueFrom(gini(divergedRun(one, 2000)), Infinity)).toBe(one.fourier?.gini[16]);
    expect(valueFrom([], 0)).toBeNaN();
  });

  test('a loss falls below a level between two checkpoints, or does not fall', () => {
    expect(fallsBelow([0, 100, 200], [5, 1, 0.9], 1)).toEqual({ after: 100, at: 200 });
    expect(fallsBelow([0, 100, 200], [5, 4, NaN], 1)).toBeNull();
    expect(fallsBelow([0, 100], [0.5, 0.4], 1)).toBeNull();
  });
});
