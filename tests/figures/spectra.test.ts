/** The figures of the final network by frequencies: what they say and show. */
import { describe, expect, test } from 'vitest';
import type { Drawing, FigureKind } from '../../src/figures/figure.ts';
import { formatShare } from '../../src/figures/format.ts';
import { figureKinds, type FigureKindName } from '../../src/figures/index.ts';
import { blocksOf, largestBlocks } from '../../src/figures/neuronBlocks.ts';
import type { SpectraMeasure } from '../../src/lab/measures/spectra.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { linesIn } from './pathPoints.ts';
import { largeRun, syntheticRun } from './syntheticRun.ts';
import { cutTexts, overlappingTexts, textBoxes } from './textBoxes.ts';

const small = syntheticRun({ measured: true });
const large = largeRun();
const spectraIn = ({ spectra }: RunResults): SpectraMeasure => {
  if (!spectra) throw new TypeError('no spectra');
  return spectra;
};
const kinds: Readonly<Record<FigureKindName, FigureKind>> = figureKinds;
const draw = (name: FigureKindName, run: RunResults, width = 720): Promise<Drawing> =>
  kinds[name].draw([run], { id: 'fig', width, theme: 'page' });
const textsOf = ({ svg }: Drawing): string[] => textBoxes(svg).map(({ text }) => text);
const csvRows = ({ csv }: Drawing): string[][] => csv.trimEnd().split('\n').slice(1).map((line) => line.split(',')); // prettier-ignore

/** Every frequency is the best of some neuron, as before anything is learned. */
function unlearned(run: RunResults): RunResults {
  const spectra = spectraIn(run);
  const frequencies = spectra.embedding.cosine.map((_, i) => i + 1);
  const frequency = spectra.neurons.frequency.map((_, n) => frequencies[n % frequencies.length] ?? null);
  const keyFrequencies = { ...spectra.keyFrequencies, neurons: frequencies };
  return { ...run, spectra: { ...spectra, keyFrequencies, neurons: { ...spectra.neurons, frequency } } };
}

describe('frequency-spectrum', () => {
  test('names in every row what its rule counts, and with its share what only another rule counts', async () => {
    const spectra = spectraIn(large);
    const drawing = await draw('frequency-spectrum', large);
    const share = (spectra.logits.energies[15] ?? NaN) / spectra.logits.energies.reduce((sum, x) => sum + x, 0);
    const texts = textsOf(drawing);
    expect(texts.filter((text) => text === '14')).toHaveLength(3);
    expect(texts.filter((text) => text === '16')).toHaveLength(2);
    expect(texts).toContain(`16: ${formatShare(share)}`);
    expect(drawing.alt).toContain('frequencies 14, 35, 41, 42 and 52 are key');
    const squares = spectra.wL.norms.map((x) => x * x);
    const ofWL = (squares[15] ?? NaN) / squares.reduce((sum, x) => sum + x, 0);
    const count = spectra.neurons.frequency.filter((k) => k === 16).length;
    expect(drawing.alt).toContain(
      `frequency 16 has ${formatShare(share)} of the logits' energy, but ${formatShare(ofWL)} of the squared norm of W_L and ${count} of 512 neurons`,
    );
  });

  test('says so where the three rules agree', async () => {
    const spectra = spectraIn(small);
    const { logits } = spectra.keyFrequencies;
    const agreed = { ...small, spectra: { ...spectra, keyFrequencies: { logits, wL: logits, neurons: logits } } };
    const { alt, table } = await draw('frequency-spectrum', agreed);
    expect(alt).toContain('By the norms of W_L and by the neurons the same are key.');
    expect(table.rows.map((row) => row.at(-1))).toEqual(['none', 'logits, W_L, neurons', 'none', 'none', 'logits, W_L, neurons']); // prettier-ignore
  });
});

test.each(['frequency-spectrum', 'neuron-clusters', 'neuron-spectra'] as const)(
  '%s stays legible where every frequency is the best of some neuron',
  async (name) => {
    for (const width of [1056, 390, 360]) {
      const { svg } = await draw(name, unlearned(large), width);
      expect(overlappingTexts(svg)).toEqual([]);
      for (const { text, left, right } of textBoxes(svg)) expect(Math.min(left, width - right), text).toBeGreaterThan(-3); // prettier-ignore
    }
  },
);

test('logit-fourier-map: waves of the sum against those of the difference, shares of all power', async () => {
  const { directions, variance } = spectraIn(small).logits;
  const drawing = await draw('logit-fourier-map', small);
  const sums = directions.reduce((sum, at) => sum + at.cosSum + at.sinSum, 0) / variance;
  expect(drawing.alt).toContain(`the waves of the sum a+b hold ${formatShare(sums)} of all power`);
  const cosines = directions.reduce((sum, at) => sum + at.cosSum, 0) / variance;
  expect(textsOf(drawing)).toEqual(expect.arrayContaining(['cos w(a+b)', formatShare(cosines), 'const.']));
  expect(csvRows(drawing)).toHaveLength(36);
});

test('embedding-frequencies: cosines stand up, sines hang down, as long as they are large', async () => {
  const { cosine, sine } = spectraIn(small).embedding;
  const { svg, alt } = await draw('embedding-frequencies', small);
  // Bars of frequency 2, the first key one: from the middle to the norm.
  const bars = [...svg.matchAll(/class="s-third"[^>]*>((?:<path[^>]*>)+)/g)].map(([, paths = '']) => paths);
  const spans = bars
    .flatMap(linesIn)
    .map(([[, from] = [NaN, NaN], [, to] = [NaN, NaN]]) => to - from)
    .slice(0, 2);
  expect(spans[0]).toBeLessThan(0);
  expect(spans[1]).toBeGreaterThan(0);
  expect(-(spans[0] ?? NaN) / (spans[1] ?? NaN)).toBeCloseTo((cosine[1] ?? NaN) / (sine[1] ?? NaN), 2);
  expect(alt).toContain('Large too, though the logits hardly use them: 3 (');
});

test('spectrum-strip: six moments in order, shares of the energy of that moment', async () => {
  const drawing = await draw('spectrum-strip', small, 1056);
  const names = ['init', 'memorized', 'plateau', 'onset', 'grokked', 'end'];
  expect(textsOf(drawing).filter((text) => names.includes(text))).toEqual(names);
  const { epochs = [], logitEnergies = [], logitVariance = [] } = small.progress ?? {};
  for (const [epoch, , k, share] of csvRows(drawing)) {
    const t = epochs.indexOf(Number(epoch));
    expect(Number(share)).toBeCloseTo((logitEnergies[t]?.[Number(k) - 1] ?? NaN) / (logitVariance[t] ?? NaN), 4);
  }
  expect(new Set(csvRows(drawing).map(([epoch]) => epoch)).size).toBe(6);
});

test('neuron-clusters: a point a neuron, counted above 85 % and in all, those of no frequency too', async () => {
  for (const width of [720, 390]) {
    const drawing = await draw('neuron-clusters', large, width);
    const points = [...drawing.svg.matchAll(/ d="([^"]+)"/g)].flatMap(([, d = '']) => d.match(/M[^ML]+Z/g) ?? []);
    expect(points).toHaveLength(512);
    const { frequency, fve } = spectraIn(large).neurons;
    const own = frequency.flatMap((k, n) => (k === 14 ? [fve[n] ?? NaN] : []));
    expect(textsOf(drawing)).toContain(`${own.filter((x) => x > 0.85).length}/${own.length}`);
    expect(textsOf(drawing)).toEqual(expect.arrayContaining(['others', '0/1']));
  }
});

test('neuron-spectra: blocks in order of frequency, inside them the best explained first; every neuron in one', () => {
  const { neurons } = spectraIn(large);
  const blocks = blocksOf(neurons);
  expect(blocks.map(({ k }) => k)).toEqual([14, 16, 35, 41, 42, 52, null]);
  expect(blocks.flatMap((block) => block.neurons).sort((x, y) => x - y)).toEqual(neurons.fve.map((_, n) => n));
  for (const { neurons: own } of blocks) {
    const fve = own.map((n) => neurons.fve[n] ?? NaN);
    expect(fve).toEqual([...fve].sort((x, y) => y - x));
  }
  const sizes = largestBlocks(blocks, 3).map(({ neurons: own }) => own.length);
  expect(sizes).toEqual([...sizes].sort((x, y) => y - x));
});

test('a network of which nothing is key is drawn nevertheless', async () => {
  const spectra = spectraIn(small);
  const none = {
    ...small,
    spectra: { ...spectra, keyFrequencies: { neurons: [], wL: [], logits: [] }, logits: { ...spectra.logits, directions: [] } }, // prettier-ignore
  };
  for (const name of ['frequency-spectrum', 'logit-fourier-map', 'embedding-frequencies', 'neuron-clusters'] as const) {
    const { alt, svg } = await draw(name, none);
    expect(alt + svg).not.toMatch(/NaN|undefined/);
    expect(alt).not.toMatch(/\bnone\b/);
  }
});

test('embedding-spectrum: of more key frequencies than have room, the number instead of the names', async () => {
  const { fourier } = small;
  if (!fourier) throw new TypeError('no fourier');
  const frequencies = Array.from({ length: 26 }, (_, i) => i + 1);
  const some = await draw('embedding-spectrum', small);
  expect(textsOf(some).filter((text) => text.startsWith('k = '))).toHaveLength(fourier.keyFrequencies.length);
  const norms = fourier.epochs.map(() => frequencies.map(() => 1));
  const all = { ...small, fourier: { ...fourier, frequencies, norms, keyFrequencies: frequencies } };
  for (const width of [1056, 390, 360]) {
    const drawing = await draw('embedding-spectrum', all, width);
    expect([overlappingTexts(drawing.svg), cutTexts(drawing.svg, drawing)]).toEqual([[], []]);
    expect(textsOf(drawing).filter((text) => text.startsWith('k = '))).toEqual([]);
    expect(textsOf(drawing)).toEqual(expect.arrayContaining(['26', 'keys']));
    expect(drawing.alt).toContain(`${frequencies.length} of ${frequencies.length} frequencies are key frequencies`);
    expect(drawing.table.columns).toHaveLength(2 + 12);
  }
});
