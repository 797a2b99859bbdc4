/**
 * The logit of the right answer for every pair: of the whole final network, of its part along cos and sin w_k(a+b) of the
 * key frequencies (restricted), and their difference. The first two share a scale around the mean of the whole network.
 */
import type { MapsResults } from '../lab/measures/mapsFile.ts';
import type { RunResults } from '../lab/store/results.ts';
import { splitTask } from '../lab/tasks/modular.ts';
import { heatmapUrl, levelOf } from './bitmap.ts';
import { frequenciesInWords, withDivergence } from './checkpoints.ts';
import type { Drawing, DrawOptions, FigureKind, Table } from './figure.ts';
import { formatCount, formatNumber, formatPercent } from './format.ts';
import { FONT_SIZE, layoutMaps, mapPanel, momentsOver, pairRows, spaced } from './mapPictures.ts';
import { rampLegend } from './rampLegend.ts';
import { diverging, levels } from './ramps.ts';
import { render, type Panel } from './render.ts';
import { cell, significant, toCsv } from './table.ts';

/** Odd: the middle has a colour of its own, white. */
const LEVELS = 15;
const PALETTE = levels(diverging, LEVELS);
/** Half the width of a scale, in standard deviations: what lies outside takes the colour of the end. */
const DEVIATIONS = 3;
/** px: below a picture for its legend, between rows. */
const [FOOT, GAP] = [22, 16];

interface LogitMap {
  readonly name: string;
  readonly values: Float32Array;
  /** Middle and half-width of its scale. */
  readonly middle: number;
  readonly reach: number;
}

function mapsOf({ correctLogit: { full, restricted } }: MapsResults): readonly [LogitMap, LogitMap, LogitMap] {
  const difference = full.map((x, pair) => x - (restricted[pair] ?? NaN));
  const { mean, deviation } = momentsOver(full);
  const scale = { middle: mean, reach: DEVIATIONS * deviation };
  const reach = DEVIATIONS * momentsOver(difference).deviation;
  return [
    { name: 'full', values: full, ...scale },
    { name: 'restricted', values: restricted, ...scale },
    { name: 'difference', values: difference, middle: 0, reach },
  ];
}

/** Share of the variance of the whole over pairs that its restricted part explains; below 0 where it only adds some. */
function shareExplained([full, , difference]: ReturnType<typeof mapsOf>): number {
  return 1 - (momentsOver(difference.values).deviation / momentsOver(full.values).deviation) ** 2;
}

/** Share of the variance of [p, p] values that depends on a − b modulo p alone. */
export function shareAlongDiagonals(values: Float32Array, p: number): number {
  const means = new Float64Array(p);
  values.forEach((x, pair) => {
    const difference = (Math.floor(pair / p) - (pair % p) + p) % p;
    means[difference] = (means[difference] ?? 0) + x / p;
  });
  return (momentsOver(means).deviation / momentsOver(values).deviation) ** 2;
}

const signed = (x: number, digits = 3): string => formatNumber(x, digits).replace('-', '−');

function drawComparison(
  maps: readonly LogitMap[],
  p: number,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const columns = width < 560 ? 2 : 3;
  const layout = layoutMaps((width - (columns - 1) * 12) / columns, p, { notes: 1 });
  const lefts = spaced(columns, layout.width, width);
  const step = layout.height + FOOT + GAP;
  const height = Math.ceil(Math.ceil(maps.length / columns) * step - GAP);
  const panels = maps.flatMap(({ name, values, middle, reach }, i): Panel[] => {
    const { mean, deviation } = momentsOver(values);
    const shares = values.map((x) => levelOf((x - middle) / (2 * reach || 1) + 0.5, LEVELS));
    const notes = [Number.isFinite(mean) ? `mean ${signed(mean)} · SD ${formatNumber(deviation)}` : 'not finite'];
    const place = { x: lefts[i % columns] ?? 0, y: Math.floor(i / columns) * step };
    const url = heatmapUrl({ width: p, height: p, levels: shares, palette: PALETTE });
    const ends = [`≤ ${signed(middle - reach)}`, `≥ ${signed(middle + reach)}`] as const;
    const legend = rampLegend(
      { label: '', ends, palette: PALETTE },
      { right: layout.width - 2, y: 8, fontSize: FONT_SIZE, rampWidth: Math.min(96, layout.side - 96) },
    );
    const marks = Number.isFinite(reach) ? legend : [];
    return [
      mapPanel({ title: name, notes, url }, layout, place),
      { x: place.x, y: place.y + layout.height, plot: { width: layout.width + 1, height: FOOT, margin: 0, marks } },
    ];
  });
  return { svg: render(panels, { id, theme, width, height }), width, height, time: null };
}

function finding(run: RunResults, { epoch, keyFrequencies }: MapsResults, maps: ReturnType<typeof mapsOf>): string {
  const [full, restricted] = maps.map(({ values }) => momentsOver(values));
  if (!full || !restricted || !Number.isFinite(full.mean + restricted.mean)) return withDivergence(run, null, epoch);
  const share = shareExplained(maps);
  return withDivergence(
    run,
    `The logit of the right answer lies ${signed(full.mean)} above the mean logit of its pair, with a standard deviation of ` +
      `${formatNumber(full.deviation)} over pairs; restricted to cos and sin w(a+b) of ${frequenciesInWords(keyFrequencies)} it is ` +
      `${signed(restricted.mean)}, and varies by ${formatNumber(restricted.deviation)}. The restricted part explains ` +
      `${formatPercent(share).replace('-', '−')} of the variance over pairs. Of the ` +
      `difference, ${formatPercent(shareAlongDiagonals(maps[2].values, run.record.spec.task.p))} of the variance depends on a − b alone; epoch ${formatCount(epoch)} (seed ${run.record.spec.seed}).`,
  );
}

function tableOf({ spec }: RunResults['record'], maps: readonly LogitMap[]): Table {
  const { p } = spec.task;
  const { train, test } = splitTask(spec.task, spec.seed);
  const parts = [
    { name: 'all', pairs: Array.from({ length: p * p }, (_, pair) => pair) },
    ...Object.entries({ trained: train, 'held out': test }).map(([name, { a, b }]) => ({
      name,
      pairs: Array.from(a, (x, i) => x * p + (b[i] ?? 0)),
    })),
  ];
  return {
    columns: ['logit', 'pairs', 'mean', 'standard deviation', 'least', 'greatest'],
    rows: maps.flatMap(({ name, values }) =>
      parts.map(({ name: part, pairs }) => {
        const { mean, deviation, least, greatest } = momentsOver(pairs.map((pair) => values[pair] ?? NaN));
        return [name, part, ...[mean, deviation, least, greatest].map((x) => cell(x, 4))];
      }),
    ),
  };
}

export const logitComparison: FigureKind = {
  version: 1,
  needs: 'one run with the measure maps',
  canDraw: (runs) => runs.length === 1 && Boolean(runs[0]?.maps),
  draw: ([run], options) => {
    if (!run?.maps) throw new TypeError(`logitComparison: run ${run?.record.id ?? '(none)'} has no measure maps`);
    const maps = mapsOf(run.maps);
    const { p } = run.record.spec.task;
    return Promise.resolve({
      ...drawComparison(maps, p, options),
      alt: finding(run, run.maps, maps),
      table: tableOf(run.record, maps),
      csv: toCsv({
        columns: ['a', 'b', ...maps.map(({ name }) => `correct_logit_${name}`)],
        rows: pairRows(p, maps.map(({ values }) => (pair) => significant(values[pair] ?? NaN, 6))), // prettier-ignore
      }),
    });
  },
};
