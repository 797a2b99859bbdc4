/**
 * Which frequencies are key, by three rules: the final logits, W_L and the neurons over frequencies, one above the other.
 * Source: "frequency_spectrum" of atgugu/grokking_experiments, which knows one rule; the others are Nanda et al.'s 2023.
 */
import { KEY_RULES, type KeyRule } from '../lab/measures/keyRules.ts';
import type { SpectraMeasure } from '../lab/measures/spectra.ts';
import type { RunResults } from '../lab/store/results.ts';
import { frequenciesInWords, withDivergence } from './checkpoints.ts';
import { formatCount, formatPercent, formatShare, listed } from './format.ts';
import { largestFinite } from './divergence.ts';
import type { Drawing, DrawOptions, FigureKind, Table } from './figure.ts';
import {
  frequencyAxisMarks,
  frequencyBars,
  frequencyNames,
  keyColour,
  type FrequencyAxis,
  type FrequencyName,
} from './frequencyAxis.ts';
import { lineAt, textAt } from './marks.ts';
import { niceTicks } from './niceTicks.ts';
import { colours } from './palette.ts';
import { render, type Panel } from './render.ts';
import { lineFigureHeight } from './timeSeries.ts';
import { cell, toCsv } from './table.ts';

const FONT_SIZE = 12;

/** What a rule looks at, by frequency, k = 1 first. */
interface Row {
  readonly rule: KeyRule;
  readonly values: readonly number[];
  readonly keys: readonly number[];
  readonly title: string;
  /** When a frequency is key. */
  readonly law: string;
  readonly format: (value: number) => string;
}

const sharesOf = (values: readonly number[]): number[] => {
  const total = values.reduce((sum, x) => sum + x, 0);
  return values.map((x) => x / total);
};

/** [h]: of how many neurons a frequency explains most. */
export const neuronCounts = ({ neurons: { frequency }, embedding }: SpectraMeasure): number[] =>
  embedding.cosine.map((_, i) => frequency.filter((k) => k === i + 1).length);

function rowsOf(spectra: SpectraMeasure): readonly [Row, Row, Row] {
  const { keyFrequencies: keys, logits, wL } = spectra;
  const law = 'key: ≥ 2\u202f% or for 95\u202f%';
  const share = { law, format: formatShare };
  return [
    {
      rule: 'logits',
      values: sharesOf(logits.energies),
      keys: keys.logits,
      title: 'share of logits’ energy',
      ...share,
    },
    {
      rule: 'wL',
      values: sharesOf(wL.norms.map((x) => x * x)),
      keys: keys.wL,
      title: 'share of W_L’s squared norm',
      ...share,
    },
    {
      rule: 'neurons',
      values: neuronCounts(spectra),
      keys: keys.neurons,
      title: 'neurons it explains best',
      law: 'key: one or more',
      format: formatCount,
    },
  ];
}

/** Named above its bars: what the rule counts, largest first; then what another rule counts, with the value. */
function namesOf(
  { values, keys, format }: Row,
  spectra: SpectraMeasure,
  y: (value: number) => number,
): FrequencyName[] {
  const value = (k: number): number => values[k - 1] ?? 0;
  const byValue = (ks: Iterable<number>): number[] => [...ks].sort((first, second) => value(second) - value(first));
  const others = new Set(KEY_RULES.flatMap((rule) => spectra.keyFrequencies[rule]).filter((k) => !keys.includes(k)));
  const colour = (k: number): string => keyColour(k, spectra.keyFrequencies.logits) ?? colours.ink;
  return [
    ...byValue(keys).map((k) => ({ k, colour: colour(k), top: y(value(k)) })),
    ...byValue(others).map((k) => ({
      k,
      text: `${k}: ${format(value(k))}`,
      colour: colours.quiet,
      isBold: false,
      top: y(value(k)),
    })),
  ];
}

interface Place {
  readonly axis: FrequencyAxis;
  readonly width: number;
  /** px of the row: its upper end, and where its bars stand. */
  readonly top: number;
  readonly bottom: number;
}

function rowMarks(row: Row, spectra: SpectraMeasure, { axis, width, top, bottom }: Place): Panel['plot']['marks'] {
  const { values, keys, title, law, format } = row;
  const highest = top + 48;
  const ticks = niceTicks(largestFinite(values, 1e-9), bottom - highest > 80 ? 4 : 2);
  const high = ticks.at(-1) ?? 1;
  const y = (value: number): number => bottom + (value / high) * (highest - bottom);
  const colour = (k: number): string =>
    keys.includes(k) ? (keyColour(k, spectra.keyFrequencies.logits) ?? colours.ink) : colours.faint;
  return [
    ...ticks.slice(1).map((tick) => lineAt([axis.left, y(tick)], [axis.right, y(tick)])),
    ...ticks.map((tick) =>
      textAt(tick === 0 ? '0' : format(tick), axis.left - 6, y(tick), { anchor: 'end', fontSize: FONT_SIZE }),
    ),
    textAt(title, 1, top + 8, { fontSize: FONT_SIZE, colour: colours.ink }),
    textAt(law, width - 1, top + 8, { anchor: 'end', fontSize: FONT_SIZE }),
    ...frequencyBars(values, axis, y, colour),
    ...frequencyNames(namesOf(row, spectra, y), axis, { y: top + 28, width, fontSize: FONT_SIZE }),
    lineAt([axis.left, bottom], [axis.right, bottom], { colour: colours.faint }),
  ];
}

function drawRows(
  spectra: SpectraMeasure,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const rows = rowsOf(spectra);
  const axis = { count: spectra.embedding.cosine.length, left: 40, right: width - 12 };
  const main = Math.round(0.45 * lineFigureHeight(width));
  let top = 0;
  const places = rows.map(({ rule }): Place => {
    const place = { axis, width, top, bottom: top + 48 + (rule === 'logits' ? main : 52) };
    top = place.bottom + 14;
    return place;
  });
  const bottom = places.at(-1)?.bottom ?? 0;
  const height = bottom + 24;
  const plot: Panel['plot'] = {
    width,
    height,
    margin: 0,
    marks: [
      ...rows.flatMap((row, i) => rowMarks(row, spectra, places[i] as Place) ?? []),
      ...frequencyAxisMarks(axis, { y: bottom, width, fontSize: FONT_SIZE }),
    ],
  };
  return { svg: render([{ x: 0, y: 0, plot }], { id, theme, width, height }), width, height, time: null };
}

/** What one rule counts and another does not, in words. */
function disagreement(spectra: SpectraMeasure): string {
  const { keyFrequencies: keys, neurons } = spectra;
  const [logits, wL, counts] = rowsOf(spectra);
  const others = KEY_RULES.flatMap((rule) => keys[rule]).filter((k) => !keys.logits.includes(k));
  const missed = [...new Set(others)].sort((x, y) => (wL.values[y - 1] ?? 0) - (wL.values[x - 1] ?? 0));
  const same = KEY_RULES.every((rule) => keys[rule].join() === keys.logits.join());
  if (same) return 'By the norms of W_L and by the neurons the same are key. ';
  const shares = (k: number): number[] => [logits, wL, counts].map(({ values }) => values[k - 1] ?? NaN);
  // A frequency of a few neurons that W_L does not read either is named, no more.
  const told = missed.filter(
    (k) => (wL.values[k - 1] ?? 0) > 0.01 || (counts.values[k - 1] ?? 0) > 0.04 * neurons.fve.length,
  );
  const parts = told.slice(0, 3).map((k) => {
    const [ofLogits = NaN, ofWL = NaN, count = NaN] = shares(k);
    return (
      `frequency ${k} has ${formatShare(ofLogits)} of the logits' energy, but ${formatShare(ofWL)} of the squared norm ` +
      `of W_L and ${formatCount(count)} of ${neurons.fve.length} neurons`
    );
  });
  const named = (ks: readonly number[]): string => (ks.length > 12 ? formatCount(ks.length) : listed(ks));
  const claim =
    keys.wL.join() === keys.neurons.join()
      ? `By the norms of W_L and by the neurons they explain best, ${named(keys.wL)} are`
      : `By the norms of W_L, ${named(keys.wL)} are key, by the neurons they explain best ${named(keys.neurons)}`;
  return `${claim}${parts.length > 0 ? `: ${parts.join('; ')}` : ''}. `;
}

function finding(run: RunResults, spectra: SpectraMeasure): string {
  const { epoch, keyFrequencies, logits } = spectra;
  if (!Number.isFinite(logits.variance)) return withDivergence(run, null, epoch);
  const [{ values }] = rowsOf(spectra);
  const keys = keyFrequencies.logits;
  const held = keys.reduce((sum, k) => sum + (values[k - 1] ?? NaN), 0);
  const verbs = keys.length === 1 ? ['is', 'it holds'] : ['are', 'they hold'];
  const claim =
    keys.length > 0
      ? `${frequenciesInWords(keys)} ${verbs[0] ?? ''} key: ${verbs[1] ?? ''} ${formatPercent(held)} of it`
      : 'no frequency is key';
  return withDivergence(
    run,
    `By the energy of the logits along cos and sin w_k(a+b), ${claim}. ${disagreement(spectra)}` +
      `Epoch ${formatCount(epoch)}, seed ${run.record.spec.seed}.`,
  );
}

/** The key frequencies of any rule, then those with most of the logits' energy; by frequency. */
function tableOf(spectra: SpectraMeasure): Table {
  const rows = rowsOf(spectra);
  const [logits] = rows;
  const value = (row: Row, k: number): number => row.values[k - 1] ?? NaN;
  const isKey = (k: number): boolean => rows.some(({ keys }) => keys.includes(k));
  const ranked = logits.values.map((_, i) => i + 1).sort((x, y) => Number(isKey(y)) - Number(isKey(x)) || value(logits, y) - value(logits, x)); // prettier-ignore
  return {
    columns: [
      'frequency',
      'share of the logits’ energy',
      'share of the squared norm of W_L',
      'neurons it explains best',
      'key by',
    ],
    rows: ranked
      .slice(0, 20)
      .sort((x, y) => x - y)
      .map((k) => [
        k,
        ...rows.map((row) => cell(value(row, k))),
        rows.filter(({ keys }) => keys.includes(k)).map(({ rule }) => RULE_NAMES[rule]).join(', ') || 'none', // prettier-ignore
      ]),
  };
}

const RULE_NAMES: Readonly<Record<KeyRule, string>> = { logits: 'logits', wL: 'W_L', neurons: 'neurons' };

function csvOf(spectra: SpectraMeasure): string {
  const { logits, wL, keyFrequencies: keys } = spectra;
  const counts = neuronCounts(spectra);
  return toCsv({
    columns: ['frequency', 'logit_energy', 'w_l_norm', 'neurons_explained_best', 'key_by_logits', 'key_by_w_l', 'key_by_neurons'], // prettier-ignore
    rows: logits.energies.map((energy, i) => [
      i + 1,
      energy,
      wL.norms[i] ?? NaN,
      counts[i] ?? NaN,
      ...(['logits', 'wL', 'neurons'] as const).map((rule) => Number(keys[rule].includes(i + 1))),
    ]),
  });
}

export const frequencySpectrum: FigureKind = {
  version: 1,
  needs: 'one run with the measure spectra',
  canDraw: (runs) => runs.length === 1 && Boolean(runs[0]?.spectra),
  draw: ([run], options) => {
    if (!run?.spectra)
      throw new TypeError(`frequencySpectrum: run ${run?.record.id ?? '(none)'} has no measure spectra`);
    const { spectra } = run;
    return Promise.resolve({
      ...drawRows(spectra, options),
      alt: finding(run, spectra),
      table: tableOf(spectra),
      csv: csvOf(spectra),
    });
  },
};
