/** The figures of the measures of training: what they say, how large they get, and that nothing overlaps. */
import { describe, expect, test } from 'vitest';
import { drawCurves } from '../../src/figures/curves.ts';
import type { FigureKind } from '../../src/figures/figure.ts';
import { figureKinds } from '../../src/figures/index.ts';
import { placeInRow } from '../../src/figures/labels.ts';
import { logAxis } from '../../src/figures/logAxis.ts';
import { niceTicks } from '../../src/figures/niceTicks.ts';
import { colours } from '../../src/figures/palette.ts';
import { bandsOf } from '../../src/figures/phaseBands.ts';
import { spotLabels } from '../../src/figures/placeLabels.ts';
import { render } from '../../src/figures/render.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { linesOf } from './pathPoints.ts';
import { largeRun, P, syntheticRun } from './syntheticRun.ts';
import { overlappingTexts, textBoxes } from './textBoxes.ts';

const NEEDS = {
  'progress-losses': 'progress',
  'excluded-by-frequency': 'progress',
  'logit-energy': 'progress',
  neurons: 'progress',
  'neuron-logit-map': 'progress',
  'attention-fit': 'attention',
  'weight-path': 'trajectory',
  'embedding-components': 'trajectory',
  'frequency-spectrum': 'spectra',
  'logit-fourier-map': 'spectra',
  'embedding-frequencies': 'spectra',
  'spectrum-strip': 'progress',
  'neuron-clusters': 'spectra',
  'neuron-spectra': 'spectra',
} as const;
const KINDS = Object.keys(NEEDS) as (keyof typeof NEEDS)[];
const LINES = new Set<string>(['progress-losses', 'excluded-by-frequency', 'logit-energy', 'neurons', 'attention-fit']);

const small = syntheticRun({ measured: true });
const large = largeRun();
const draw = (kind: FigureKind, run: RunResults, width = 720): ReturnType<FigureKind['draw']> =>
  kind.draw([run], { id: 'fig', width, theme: 'page' });

/** `run` with some of the measure `progress` changed. */
const progressed = (run: RunResults, changes: Partial<NonNullable<RunResults['progress']>>): RunResults => ({
  ...run,
  progress: run.progress && { ...run.progress, ...changes },
});

describe.each(KINDS)('%s', (name) => {
  const kind: FigureKind = figureKinds[name];

  test('draws one run that has its measure, and no other', async () => {
    expect(kind.canDraw([small])).toBe(true);
    expect(kind.canDraw([small, small])).toBe(name === 'attention-fit');
    expect(kind.canDraw([])).toBe(false);
    const without = { ...small, [NEEDS[name]]: null };
    expect(kind.canDraw([without])).toBe(false);
    await expect(async () => draw(kind, without)).rejects.toThrow(`has no measure ${NEEDS[name]}`);
  });

  test.each([1056, 720, 576, 390, 360])(
    'is small and legible at %i px for p = 113 and 220 checkpoints',
    async (width) => {
      for (const run of [large, small]) {
        const { svg, height } = await draw(kind, run, width);
        expect(svg.length).toBeLessThan(LINES.has(name) ? 14_000 : 60_000);
        expect(overlappingTexts(svg)).toEqual([]);
        for (const { text, left, right, top, bottom } of textBoxes(svg)) {
          expect(Math.min(left + 3, width + 3 - right, top + 3, height + 3 - bottom), text).toBeGreaterThan(0);
        }
      }
    },
  );

  test('says so where the run diverged', async () => {
    const run = { ...small, record: { ...small.record, summary: { ...small.record.summary, divergedAt: 2000 } } };
    expect((await draw(kind, run)).alt).toContain('The run diverged at epoch 2\u202f000.');
  });
});

describe('progress-losses', () => {
  const kind: FigureKind = figureKinds['progress-losses'];

  test('tells how much earlier the restricted loss falls, and what is left without the key frequencies', async () => {
    const { alt } = await draw(kind, small);
    const { epochs = [], loss } = small.progress ?? {};
    const below = (values: readonly number[] = []): number => epochs[values.findIndex((x) => x < 1)] ?? NaN;
    const lead = below(loss?.full.test) - below(loss?.restricted.all);
    expect(lead).toBeGreaterThan(0);
    expect(alt).toContain(`Restricted loss falls below 1 nat ${lead} epochs before test loss does`);
    expect(alt).toContain('Excluded loss ends at 4.8 nats, where guessing, ln 11, is 2.4;');
    expect(alt).toContain(
      'memorization lasts to epoch 250, circuit formation lasts to epoch 570, cleanup lasts to epoch 1\u202f100.',
    );
  });

  test('shades the phases that end, and says which does not', async () => {
    const stuck = { ...small, rows: small.rows.map((row) => ({ ...row, testLoss: 9 })) };
    const { svg, alt } = await draw(kind, stuck);
    expect(textBoxes(svg).map(({ text }) => text)).toEqual(expect.arrayContaining(['memorization', 'to 250']));
    expect(svg).not.toMatch(/circuit formation|cleanup/);
    expect(svg.match(/stroke-opacity="0.1"/g)).toHaveLength(1);
    expect(alt).toContain('memorization lasts to epoch 250; it finds no end of circuit formation within the run.');
  });

  test('without phases shows the transition instead', async () => {
    const { epochs = [], loss } = small.progress ?? {};
    if (!loss) throw new Error('the synthetic run has no measure progress');
    const falling = { ...loss.excluded, train: epochs.map((epoch) => 5 / (1 + epoch)) };
    const { svg, alt } = await draw(kind, progressed(small, { loss: { ...loss, excluded: falling } }));
    expect(svg).not.toContain('stroke-opacity="0.1"');
    expect(svg).toContain('95\u202f% at');
    expect(alt).toContain('The rule for the phases finds no end of memorization within the run.');
  });

  test('shows the phases by the rule of today, not those that were stored', async () => {
    const phases = { memorizationEnds: 1, circuitEnds: 2, cleanupEnds: 3 };
    expect(await draw(kind, progressed(small, { phases }))).toEqual(await draw(kind, small));
  });

  test('keeps the names of phases apart where the last is short', () => {
    const bands = bandsOf({ memorizationEnds: 1400, circuitEnds: 2700, cleanupEnds: 2900 });
    const values = logAxis('loss (nats)', [1e-6, 10]);
    const lines = [{ name: 'restricted', colour: colours.third, points: [{ epoch: 0, value: 1 }] }];
    for (const width of [720, 390, 360]) {
      const { svg } = drawCurves([small], { lines, values, bands }, { id: 'fig', width, theme: 'page' });
      expect(textBoxes(svg).map(({ text }) => text)).toContain('to 2\u202f900');
      expect(overlappingTexts(svg)).toEqual([]);
    }
  });
});

test('excluded-by-frequency ranks the frequencies by what their loss costs', async () => {
  const { alt, table } = await draw(figureKinds['excluded-by-frequency'], small);
  expect(alt).toContain('Taking away frequency 2 alone costs most');
  expect(alt).toContain('1 without 2 and 0.5 without 5, and 4.8 without all of them');
  expect(table.columns).toContain('without 5 (nats)');
});

test('excluded-by-frequency tells of many frequencies those that cost most, and the one that costs least', async () => {
  const keyFrequencies = Array.from({ length: 20 }, (_, i) => i + 1);
  const many = progressed(small, {
    keyFrequencies,
    excludedByFrequency: keyFrequencies.map((k) => small.progress?.epochs.map(() => 100 - k) ?? []),
  });
  const { alt, table } = await draw(figureKinds['excluded-by-frequency'], many);
  expect(alt).toContain('99 without 1, 98 without 2');
  expect(alt).toContain('93 without 7 and 80 without 20 (the other 12 lie between the last two)');
  expect(alt).not.toContain('without 8');
  expect(table.columns).toContain('without 8 (nats)');
});

test('logit-energy divides by the energy of all logits, and takes the median of the others', async () => {
  const { table } = await draw(figureKinds['logit-energy'], small);
  const { epochs = [], logitEnergies = [], logitVariance = [] } = small.progress ?? {};
  // In the middle of the transition, where much of the logits is not along any frequency.
  const t = epochs.indexOf(700);
  const share = (k: number): number => (logitEnergies[t]?.[k - 1] ?? NaN) / (logitVariance[t] ?? NaN);
  const others = [1, 3, 4].map(share).sort((x, y) => x - y);
  const row =
    table.rows
      .find(([epoch]) => epoch === 700)
      ?.slice(1)
      .map(Number) ?? [];
  [share(2), share(5), others[1] ?? NaN].forEach((x, i) => expect(row[i]).toBeCloseTo(x, 4));
});

test('neurons are counted, in total and by frequency', async () => {
  const { alt } = await draw(figureKinds.neurons, large);
  const { neuronsExplained = [], neuronsByFrequency = [] } = large.progress ?? {};
  expect(alt).toContain(`${Math.round(512 * (neuronsExplained.at(-1) ?? NaN))} of 512 neurons (85\u202f%)`);
  expect(alt).toContain(`${Math.round(512 * (neuronsByFrequency[0]?.at(-1) ?? NaN))} by 14`);
});

test('neuron-logit-map names the key frequencies above their bars', async () => {
  const { svg, alt } = await draw(figureKinds['neuron-logit-map'], large);
  const bold = textBoxes(svg).filter(({ text }) => /^(14|35|41|42|52)$/.test(text));
  expect(bold.map(({ text }) => text)).toEqual(['14', '35', '41', '42', '52']);
  expect(
    svg.match(
      /stroke-width="\d+(\.\d)?" fill="none" class="s-(third|fourth|fifth|sixth|seventh)"|class="s-(third|fourth|fifth|sixth|seventh)" stroke-width/g,
    )?.length,
  ).toBeGreaterThanOrEqual(5);
  expect(alt).toMatch(
    /goes from 0\.10 to 0\.90\. Without its key frequencies 14, 35, 41, 42 and 52, 1\.0\u202f% of its norm/,
  );
});

test('neuron-logit-map names large frequencies that are not key, and says so', async () => {
  const wLNorms = small.progress?.wLNorms.map((row) => row.map((norm, i) => (i === 2 ? 4.5 : norm))) ?? [];
  const { svg, alt } = await draw(figureKinds['neuron-logit-map'], progressed(small, { wLNorms }));
  expect(alt).toContain('not key in the logits but large in W_L: frequency 3 (norm 4.5) (seed 0).');
  expect(textBoxes(svg).filter(({ text }) => text === '3')).toHaveLength(1);
  expect((await draw(figureKinds['neuron-logit-map'], small)).alt).not.toContain('not key');
});

test('figures of key frequencies need one; the others do without', async () => {
  const none = progressed(small, { keyFrequencies: [], excludedByFrequency: [], neuronsByFrequency: [] });
  expect(figureKinds['excluded-by-frequency'].canDraw([none])).toBe(false);
  expect(figureKinds['logit-energy'].canDraw([none])).toBe(false);
  for (const name of ['progress-losses', 'neurons', 'neuron-logit-map'] as const) {
    expect((await draw(figureKinds[name], none)).alt).not.toMatch(/NaN|undefined/);
  }
});

test('weight-path: one scale for both axes, and every moment named', async () => {
  const { svg, alt } = await draw(figureKinds['weight-path'], small);
  const texts = textBoxes(svg).map(({ text }) => text);
  expect(texts).toEqual(
    expect.arrayContaining(['init', 'memorized 120', 'plateau 350', 'onset 900', 'grokked 3\u202f000']),
  );
  expect(texts).toContain('PC 1 · 71\u202f% of variance →');
  expect(alt).toContain("Two principal components hold 89\u202f% of the weights' movement");
  const [start, ...others] = small.trajectory?.weights.coordinates ?? [];
  const path = /d="(M[^"]+)"/.exec(svg.slice(svg.indexOf('s-faint')))?.[1] ?? '';
  const points = linesOf(path).flat();
  const end = others.at(-1);
  const scales = [0, 1].map((i) =>
    Math.abs(((points.at(-1)?.[i] ?? 0) - (points[0]?.[i] ?? 0)) / ((end?.[i] ?? 0) - (start?.[i] ?? 0))),
  );
  expect(scales[0]).toBeCloseTo(scales[1] ?? NaN, 0);
});

test('embedding-components: a panel an epoch, shares in percent, and a word on planes', async () => {
  const { svg, alt, csv } = await draw(figureKinds['embedding-components'], small);
  const texts = textBoxes(svg).map(({ text }) => text);
  expect(texts.filter((text) => /^init$|^epoch /.test(text))).toHaveLength(
    small.trajectory?.embedding.epochs.length ?? 0,
  );
  expect(texts).toContain('25\u202f% + 19\u202f%');
  expect(alt).toContain('which the planes of single frequencies take apart');
  expect(csv.trimEnd().split('\n')).toHaveLength(1 + P * (small.trajectory?.embedding.epochs.length ?? 0));
});

test('names of points that lie together are moved apart, with leaders', () => {
  const spots = [0, 1, 2, 3, 4, 5].map((i) => ({ x: 100 + i, y: 60, text: `point number ${i}` }));
  const within = { x: 0, y: 0, width: 300, height: 150 };
  const marks = spotLabels(spots, { fontSize: 12, within, avoid: [] });
  const svg = render([{ x: 0, y: 0, plot: { width: 300, height: 150, margin: 0, marks } }], {
    id: 'fig',
    theme: 'page',
    width: 300,
    height: 150,
  });
  expect(textBoxes(svg)).toHaveLength(6);
  expect(overlappingTexts(svg)).toEqual([]);
  expect(marks.length).toBeGreaterThan(6);
});

describe('placeInRow', () => {
  test('leaves texts where they are if there is room', () => {
    expect(placeInRow([50, 150], [40, 40], [0, 200])).toEqual([50, 150]);
  });

  test('pushes texts to the right, and back from the edge, in their order', () => {
    expect(placeInRow([50, 60], [40, 40], [0, 200], 8)).toEqual([50, 98]);
    expect(placeInRow([150, 190], [40, 60], [0, 200], 8)).toEqual([112, 170]);
    expect(placeInRow([0], [40], [10, 200])).toEqual([30]);
  });
});

test('round ticks from 0 to above the peak', () => {
  expect(niceTicks(7, 4)).toEqual([0, 2, 4, 6, 8]);
  expect(niceTicks(1400)).toEqual([0, 500, 1000, 1500]);
  expect(niceTicks(0.04)).toEqual([0, 0.01, 0.02, 0.03, 0.04]);
});
