/**
 * How many times as soon runs get to 99 % test accuracy with something added or changed, variant by variant: every pair
 * of one seed, their geometric mean with its interval, the same mean counted in multiply-adds instead of epochs, and what
 * the source of the variant reports.
 */
import * as Plot from '@observablehq/plot';
import type { Bounds } from '../lab/statistics/bounds.ts';
import { speedUp } from '../lab/statistics/pairs.ts';
import type { Drawing, DrawOptions, FigureKind, Table } from './figure.ts';
import { capitalized, formatNumber, textWidth } from './format.ts';
import { roomyTicks } from './labels.ts';
import {
  costMarks,
  FONT_SIZE,
  headAt,
  INTERVAL,
  legend,
  meanMarks,
  ONE_MORE,
  pairDots,
  REPORTED,
  reportedMark,
  type BarLook,
} from './forestMarks.ts';
import { barsAcross, BY_XY, lineAt, textAt, textsAt } from './marks.ts';
import { colours } from './palette.ts';
import { ratioX, type RatioAxis } from './ratioAxis.ts';
import { render } from './render.ts';
import { byGroup } from './speedUpGroups.ts';
import { layoutOf, type LaidOut, type Layout, type Row } from './speedUpLayout.ts';
import { variantsOf, type Variant } from './speedUps.ts';
import { intervalText, meanInWords, meanText } from './speedUpWords.ts';
import { significant, toCsv } from './table.ts';

/** All that is to be seen of a variant, whatever becomes of its interval. */
const ratiosOf = (variant: Variant): number[] => [
  ...variant.pairs.flatMap(({ ratio }) => (ratio.kind === 'unknown' ? [] : [ratio.ratio])),
  ...[variant.speedUp.geometricMean?.ratio, inArithmetic(variant), variant.reported].filter(
    (ratio) => typeof ratio === 'number',
  ),
];

function laidOut(variant: Variant): LaidOut {
  const { name, group, speedUp, reported } = variant;
  const bounds = speedUp.geometricMean?.bounds;
  const interval = bounds ? [bounds.low, bounds.high] : [];
  const said = meanInWords(speedUp.geometricMean);
  return { name, group, said, ratios: ratiosOf(variant), interval, hasReport: reported !== undefined };
}

/** Where one more pair would lie, of a variant of which a single run is reported to be held against it. */
const oneMoreOf = ({ reported, speedUp: { geometricMean } }: Variant): Bounds | null =>
  reported ? (geometricMean?.oneMore ?? null) : null;

/** A step that costs as much as one of the base, to a hundredth, has no second mark. */
const costsMore = ({ cost }: Variant): boolean => Math.abs(cost - 1) > 0.01;

/** The mean counted in multiply-adds; null where it is the same, or not known. */
const inArithmetic = (variant: Variant): number | null => {
  const mean = variant.speedUp.geometricMean;
  return mean && costsMore(variant) ? mean.ratio / variant.cost : null;
};

/** A variant in its row. */
interface Placed {
  readonly variant: Variant;
  readonly row: Row;
}

/** Each pair a dot; one that is only bounded a ring with an arrow to where its ratio must be. */
function pairMarks(all: readonly Placed[], { axis, ends, offsets }: Layout): Plot.Markish[] {
  const pairs = all.flatMap(({ variant, row }) => variant.pairs.map(({ ratio }) => ({ ratio, y: row.middle + offsets[1] }))); // prettier-ignore
  const exact = pairs.flatMap(({ ratio, y }) =>
    ratio.kind === 'exact' ? [{ x: ratioX(axis, ends, ratio.ratio), y }] : [],
  );
  const bounded = pairs.flatMap(({ ratio, y }) =>
    ratio.kind === 'atLeast' || ratio.kind === 'atMost'
      ? [{ x: ratioX(axis, ends, ratio.ratio), y, towards: ratio.kind === 'atLeast' ? (1 as const) : (-1 as const) }]
      : [],
  );
  return [
    ...(exact.length > 0 ? [pairDots(exact)] : []),
    ...bounded.flatMap(({ x, y, towards }) => [
      lineAt([x, y], [x + 16 * towards, y], { colour: colours.quiet, width: 1.5 }),
      headAt({ x: x + 16 * towards, y }, towards, colours.quiet),
      Plot.dot([{ x, y }], { ...BY_XY, r: 3.5, fill: colours.paper, stroke: colours.quiet, strokeWidth: 1.5 }),
    ]),
  ];
}

/** Intervals, with an arrow where one goes on beyond the axis. */
function barMarks(
  intervals: readonly { readonly bounds: Bounds | null; readonly y: number }[],
  { axis, ends }: Layout,
  look: BarLook,
): Plot.Markish[] {
  const bars = intervals.flatMap(({ bounds, y }) =>
    bounds ? [{ ...bounds, y, left: within(bounds.low, axis, ends), right: within(bounds.high, axis, ends) }] : [],
  );
  return [
    ...(bars.length > 0 ? [barsAcross(bars, look)] : []),
    ...bars
      .filter(({ low }) => low < axis.low)
      .map(({ left, y }) => headAt({ x: left, y }, -1, look.colour, look.width)),
    ...bars
      .filter(({ high }) => high > axis.high)
      .map(({ right, y }) => headAt({ x: right, y }, 1, look.colour, look.width)),
  ];
}

const within = (ratio: number, axis: RatioAxis, ends: Layout['ends']): number =>
  ratioX(axis, ends, Math.min(axis.high, Math.max(axis.low, ratio)));

/** Intervals and means across them, also in arithmetic; where a single run is reported, the range of one more pair. */
function meanMarkings(all: readonly Placed[], layout: Layout): Plot.Markish[] {
  const { axis, ends, offsets } = layout;
  const means = all.map(({ variant, row }) => {
    const y = row.middle + offsets[0];
    return { y, mean: variant.speedUp.geometricMean, oneMore: oneMoreOf(variant), counted: inArithmetic(variant) };
  });
  const spots = means.flatMap(({ mean, y }) => (mean ? [{ x: within(mean.ratio, axis, ends), y }] : []));
  const costs = means.flatMap(({ counted, y }) => (counted === null ? [] : [{ x: ratioX(axis, ends, counted), y }]));
  return [
    ...barMarks(
      means.map(({ oneMore, y }) => ({ bounds: oneMore, y })),
      layout,
      ONE_MORE,
    ),
    ...barMarks(
      means.map(({ mean, y }) => ({ bounds: mean?.bounds ?? null, y })),
      layout,
      INTERVAL,
    ),
    ...(spots.length > 0 ? [meanMarks(spots)] : []),
    ...(costs.length > 0 ? [costMarks(costs)] : []),
  ];
}

/** What the source says, in figures to the right of its mark, or to the left where there is no room. */
function reportedMarks(reported: number, y: number, { axis, ends, width }: Layout): Plot.Markish[] {
  const x = ratioX(axis, ends, reported);
  const isRoomy = x + 40 < width;
  const look = { fontSize: FONT_SIZE, colour: REPORTED, hasHalo: true } as const;
  return [
    reportedMark({ x, y }),
    textAt(reported.toFixed(2), x + (isRoomy ? 9 : -9), y, { ...look, anchor: isRoomy ? 'start' : 'end' }),
  ];
}

function rowMarks(all: readonly Placed[], layout: Layout): Plot.Markish[] {
  const { ends, width } = layout;
  const small = { fontSize: FONT_SIZE } as const;
  const names = all.map(({ variant, row }) => ({ text: variant.name, x: 1, y: row.nameAt }));
  const said = all.map(({ variant, row }) => {
    return { text: meanInWords(variant.speedUp.geometricMean), x: width - 1, y: row.nameAt };
  });
  return [
    textsAt(names, { fontSize: FONT_SIZE + 1, isBold: true, colour: colours.ink, hasHalo: true }),
    textsAt(said, { ...small, anchor: 'end', hasHalo: true }),
    ...pairMarks(all, layout),
    ...meanMarkings(all, layout),
    ...all.flatMap(({ variant: { reported }, row: { middle } }) => [
      ...(reported ? reportedMarks(reported, middle, layout) : []),
      ...(reported === null
        ? [textAt('not reported', ends[1] - 4, middle, { ...small, anchor: 'end', colour: REPORTED })]
        : []),
    ]),
  ];
}

/** The ends of rows, the line where nothing is gained, what rows have in common, and the axis. */
function axisMarks(layout: Layout): Plot.Markish[] {
  const { axis, ends, from, to, lines, headings, width, isLong } = layout;
  const small = { fontSize: FONT_SIZE } as const;
  const one = ratioX(axis, ends, 1);
  const labelled = roomyTicks(axis.ticks, (tick) => [ratioX(axis, ends, tick), textWidth(String(tick), FONT_SIZE)]);
  return [
    barsAcross(
      lines.map((y) => ({ y, left: 0, right: width })),
      { colour: colours.rule, width: 1 },
    ),
    lineAt([one, from - 4], [one, to], { colour: colours.quiet }),
    textsAt(
      headings.map(({ text, y }) => ({ text: capitalized(text), x: 1, y })),
      { ...small, hasHalo: true },
    ),
    ...axis.ticks
      .map((tick) => ratioX(axis, ends, tick))
      .map((x) => lineAt([x, to], [x, to + 5], { colour: colours.faint })),
    ...[to + 16, ...(isLong ? [from - 14] : [])].flatMap((y) =>
      labelled.map((tick) => {
        const colour = tick === 1 ? colours.ink : colours.quiet;
        return textAt(String(tick), ratioX(axis, ends, tick), y, { ...small, anchor: 'middle', colour });
      }),
    ),
    textAt('times as soon →', ends[1], to + 34, { ...small, anchor: 'end', colour: colours.ink }),
  ];
}

function drawForest(
  variants: readonly Variant[],
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const hasReported = variants.some(({ reported }) => typeof reported === 'number');
  const key = legend(width, {
    hasCosts: variants.some((variant) => inArithmetic(variant) !== null),
    hasReported,
    hasOneMore: variants.some(oneMoreOf),
  });
  const layout = layoutOf(variants.map(laidOut), width, key.height);
  const height = layout.to + 44;
  const marks = [
    ...key.marks,
    ...axisMarks(layout),
    ...rowMarks(
      variants.flatMap((variant, i) => {
        const row = layout.rows[i];
        return row ? [{ variant, row }] : [];
      }),
      layout,
    ),
  ];
  const svg = render([{ x: 0, y: 0, plot: { width, height, margin: 0, marks } }], { id, theme, width, height });
  return { svg, width, height, time: null };
}

/** Beyond so many variants, a sentence tells of the slowest and of the fastest. */
const MOST_TOLD = 8;

/** The slowest and the fastest of many are picked: an interval knows nothing of that. */
const ALONE = ' Each interval is of its row alone; which rows are at the ends is partly chance.';

function finding(variants: readonly Variant[]): string {
  const pairs = variants.reduce((sum, variant) => sum + variant.pairs.length, 0);
  const sooner = variants.reduce((sum, { speedUp }) => sum + speedUp.signs.sooner, 0);
  // A mean that is only bounded has no place among the others.
  const exact = variants.flatMap((variant) => {
    const mean = variant.speedUp.geometricMean;
    return mean?.kind === 'exact' ? [{ variant, ratio: mean.ratio }] : [];
  });
  const ranked = exact.sort((x, y) => x.ratio - y.ratio).map(({ variant }) => variant);
  const areMany = variants.length > MOST_TOLD;
  const told = areMany ? [...ranked.slice(0, 1), ...ranked.slice(-1)] : variants;
  const rest = variants.length - ranked.length;
  const besides = rest > 0 ? `, besides ${rest} of which a bound is known, or nothing` : '';
  const which = areMany ? `, of the slowest and the fastest of ${ranked.length}${besides}` : '';
  const parts = told.map((variant) => {
    const { name, speedUp, reported } = variant;
    const source = reported ? `, reported ${reported}${oneMoreInWords(variant)}` : reported === null ? ', not reported' : ''; // prettier-ignore
    return `${name} ${meanInWords(speedUp.geometricMean)}${source}`;
  });
  const beside = told.some(oneMoreOf)
    ? ' and, beside what is reported of one run, where one more pair of ours would lie'
    : '';
  return (
    `Test accuracy reaches 99\u202f% sooner than in the same training without the change in ${sooner} of ${pairs} pairs. ` +
    `Times as soon, by the geometric mean over seeds with its 95\u202f% interval${beside}${which}: ${parts.join('; ')}.${areMany ? ALONE : ''}`
  );
}

/** ", one more 1.16 to 2.55"; empty where it is not estimable. */
function oneMoreInWords(variant: Variant): string {
  const range = oneMoreOf(variant);
  return range ? `, one more ${formatNumber(range.low, 3)} to ${formatNumber(range.high, 3)}` : '';
}

function tableOf(variants: readonly Variant[]): Table {
  const seeds = new Set(variants.flatMap(({ pairs }) => pairs.map(({ seed }) => seed)));
  return {
    columns: [
      'changed',
      'pairs',
      'times as soon',
      '95\u202f% interval (Student)',
      'bootstrap (BCa; of few pairs too narrow)',
      'in multiply-adds',
      'to 95\u202f%',
      'at 99\u202f% for 500 epochs',
      'reported',
    ],
    rows: [['nothing', seeds.size, '1', '', '', '1', '1', '1', ''], ...variants.slice(0, 29).map(rowOf)],
  };
}

function rowOf({ name, pairs, early, stable, speedUp: own, cost, reported }: Variant): Table['rows'][number] {
  const { geometricMean } = own;
  const bootstrapped = speedUp(pairs, { method: 'bca', label: name }).geometricMean;
  return [
    name,
    pairs.length,
    meanText(geometricMean),
    intervalText(geometricMean),
    intervalText(bootstrapped),
    meanText(geometricMean && { ...geometricMean, ratio: geometricMean.ratio / cost }),
    meanText(speedUp(early).geometricMean),
    meanText(speedUp(stable).geometricMean),
    reported ?? '',
  ];
}

export const speedUpForest: FigureKind = {
  version: 4,
  needs:
    'two runs of one seed with one optimizer, of which one has something added to its loss and the other has nothing',
  canDraw: (runs) => variantsOf(runs).length > 0,
  draw: (runs, options) => {
    const variants = byGroup(variantsOf(runs));
    if (variants.length === 0) throw new TypeError('speedUpForest: no two of the runs are a pair');
    return Promise.resolve({
      ...drawForest(variants, options),
      alt: finding(variants),
      table: tableOf(variants),
      csv: csvOf(variants),
    });
  },
};

/** A time that was not seen is later than its `after`; its `at` is left empty. Cost: of a step, over one of the base. */
const csvOf = (variants: readonly Variant[]): string =>
  toCsv({
    columns: [
      'variant',
      'seed',
      'goal',
      'base_after',
      'base_at',
      'variant_after',
      'variant_at',
      'kind',
      'ratio',
      'cost',
    ],
    rows: variants.flatMap(({ name, pairs, early, stable, cost }) =>
      Object.entries({ t95: early, t99: pairs, stable }).flatMap(([goal, own]) =>
        own.map(({ seed, base, variant, ratio }) => [
          name.replaceAll(', ', ' '),
          seed,
          goal,
          ...[base, variant].flatMap((time) => [time.after, time.isCensored ? '' : time.at]),
          ratio.kind,
          ratio.kind === 'unknown' ? '' : significant(ratio.ratio, 5),
          significant(cost, 5),
        ]),
      ),
    ),
  });
