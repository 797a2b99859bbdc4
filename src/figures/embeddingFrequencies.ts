/**
 * The final embedding as waves: norms of W_E along the cosine of each frequency, upwards, and along its sine, downwards.
 * Residues on a circle have both alike. Source: "embedding_fourier" of atgugu/grokking_experiments; the fold is ours.
 */
import type { SpectraMeasure } from '../lab/measures/spectra.ts';
import type { RunResults } from '../lab/store/results.ts';
import { withDivergence } from './checkpoints.ts';
import { formatCount, formatNumber, formatPercent, listed } from './format.ts';
import { largestFinite } from './divergence.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { frequencyAxisMarks, frequencyBars, frequencyNames, keyColour } from './frequencyAxis.ts';
import { lineAt, textAt } from './marks.ts';
import { niceTicks } from './niceTicks.ts';
import { colours } from './palette.ts';
import { render, type Panel } from './render.ts';
import { lineFigureHeight } from './timeSeries.ts';
import { cell, toCsv } from './table.ts';

const FONT_SIZE = 12;
/** A frequency stands out where its norm is at least this share of the largest. */
const STANDS_OUT = 0.25;

interface Component {
  readonly k: number;
  readonly cosine: number;
  readonly sine: number;
  readonly norm: number;
}

const componentsOf = ({ embedding: { cosine, sine } }: SpectraMeasure): Component[] =>
  cosine.map((x, i) => ({ k: i + 1, cosine: x, sine: sine[i] ?? NaN, norm: Math.hypot(x, sine[i] ?? NaN) }));

/** Frequencies that the logits do not use and that yet stand out; largest first. */
function unused(spectra: SpectraMeasure): Component[] {
  const components = componentsOf(spectra);
  const least =
    STANDS_OUT *
    largestFinite(
      components.map(({ norm }) => norm),
      0,
    );
  return components
    .filter(({ k, norm }) => norm > least && !spectra.keyFrequencies.logits.includes(k))
    .sort((x, y) => y.norm - x.norm);
}

function drawComponents(
  spectra: SpectraMeasure,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const { cosine, sine } = spectra.embedding;
  const keys = spectra.keyFrequencies.logits;
  const axis = { count: cosine.length, left: 26, right: width - 12 };
  const reach = Math.round(0.35 * lineFigureHeight(width));
  const top = 52;
  const [middle, bottom] = [top + reach, top + 2 * reach];
  const ticks = niceTicks(largestFinite([...cosine, ...sine], 1e-9), 3);
  const high = ticks.at(-1) ?? 1;
  const up = (value: number): number => middle - (value / high) * reach;
  const down = (value: number): number => middle + (value / high) * reach;
  const others = unused(spectra).map(({ k }) => k);
  const colour = (k: number): string =>
    keyColour(k, keys) ?? (keys.length > 0 && others.includes(k) ? colours.quiet : colours.faint);
  // Without a key frequency, all that stand out would be named.
  const names = [...keys, ...(keys.length > 0 ? others : [])].map((k) => ({
    k,
    colour: keyColour(k, keys) ?? colours.quiet,
    isBold: keys.includes(k),
    top: up(cosine[k - 1] ?? 0),
  }));
  const height = bottom + 26;
  const plot: Panel['plot'] = {
    width,
    height,
    margin: 0,
    marks: [
      ...ticks
        .slice(1)
        .flatMap((tick) => [
          lineAt([axis.left, up(tick)], [axis.right, up(tick)]),
          lineAt([axis.left, down(tick)], [axis.right, down(tick)]),
          textAt(String(tick), axis.left - 6, up(tick), { anchor: 'end', fontSize: FONT_SIZE }),
          textAt(String(tick), axis.left - 6, down(tick), { anchor: 'end', fontSize: FONT_SIZE }),
        ]),
      textAt('0', axis.left - 6, middle, { anchor: 'end', fontSize: FONT_SIZE }),
      textAt('norm of its component of W_E: ↑ cosine, ↓ sine', 1, 8, { fontSize: FONT_SIZE, colour: colours.ink }),
      ...frequencyBars(cosine, axis, up, colour),
      ...frequencyBars(sine, axis, down, colour),
      lineAt([axis.left, middle], [axis.right, middle], { colour: colours.quiet }),
      ...frequencyNames(names, axis, { y: 30, width, fontSize: FONT_SIZE }),
      ...frequencyAxisMarks(axis, { y: bottom, width, fontSize: FONT_SIZE }),
    ],
  };
  return { svg: render([{ x: 0, y: 0, plot }], { id, theme, width, height }), width, height, time: null };
}

function finding(run: RunResults, spectra: SpectraMeasure): string {
  const { epoch, embedding, keyFrequencies } = spectra;
  const components = componentsOf(spectra);
  const squares = (some: readonly Component[]): number => some.reduce((sum, { norm }) => sum + norm ** 2, 0);
  if (!Number.isFinite(squares(components))) return withDivergence(run, null, epoch);
  const keys = components.filter(({ k }) => keyFrequencies.logits.includes(k));
  const parts = keys.map(({ k, cosine, sine }) => `${k} (${formatNumber(cosine)} and ${formatNumber(sine)})`);
  const others = keys.length > 0 ? unused(spectra) : [];
  const named = others.slice(0, 5).map(({ k, cosine, sine }) => `${k} (${formatNumber(cosine)} and ${formatNumber(sine)})`); // prettier-ignore
  const ofKeys =
    keys.length > 0
      ? `The key frequencies of the logits hold ${formatPercent(squares(keys) / squares(components))} of the squared norm of the ` +
        `embedding's waves, with norms along cosine and sine of ${listed(parts)}. `
      : 'No frequency is key in the logits. ';
  return withDivergence(
    run,
    ofKeys +
      (named.length > 0 ? `Large too, though the logits hardly use them: ${listed(named)}. ` : '') +
      `The Gini coefficient over frequencies is ${embedding.gini.toFixed(2)}; epoch ${formatCount(epoch)}, seed ${run.record.spec.seed}.`,
  );
}

export const embeddingFrequencies: FigureKind = {
  version: 1,
  needs: 'one run with the measure spectra',
  canDraw: (runs) => runs.length === 1 && Boolean(runs[0]?.spectra),
  draw: ([run], options) => {
    if (!run?.spectra)
      throw new TypeError(`embeddingFrequencies: run ${run?.record.id ?? '(none)'} has no measure spectra`);
    const { spectra } = run;
    const components = componentsOf(spectra);
    return Promise.resolve({
      ...drawComponents(spectra, options),
      alt: finding(run, spectra),
      table: {
        columns: ['frequency', 'norm along the cosine', 'norm along the sine', 'key by logits'],
        rows: [...components]
          .sort((x, y) => y.norm - x.norm)
          .slice(0, 20)
          .sort((x, y) => x.k - y.k)
          .map(({ k, cosine, sine }) => [
            k,
            cell(cosine),
            cell(sine),
            spectra.keyFrequencies.logits.includes(k) ? 'yes' : 'no',
          ]),
      },
      csv: toCsv({
        columns: ['frequency', 'norm_cosine', 'norm_sine'],
        rows: components.map(({ k, cosine, sine }) => [k, cosine, sine]),
      }),
    });
  },
};
