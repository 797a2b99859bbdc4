/**
 * The weight that "=" gives to the first operand in the final network, for every pair and head. Blue: it looks at b,
 * orange: at a, white: at both alike. Source of the picture: Nanda et al. 2023, arXiv:2301.05217, Fig. 5.
 */
import type { HeadMap, MapsResults } from '../lab/measures/mapsFile.ts';
import type { RunResults } from '../lab/store/results.ts';
import { heatmapUrl, levelOf } from './bitmap.ts';
import { rangeInWords, withDivergence } from './checkpoints.ts';
import { formatCount, formatPercent, listed } from './format.ts';
import type { Drawing, DrawOptions, FigureKind, Table } from './figure.ts';
import { FONT_SIZE, layoutMaps, mapPanel, momentsOver, pairRows, spaced } from './mapPictures.ts';
import { rampLegend } from './rampLegend.ts';
import { diverging, levels } from './ramps.ts';
import { render } from './render.ts';
import { cell, significant, toCsv } from './table.ts';

/** Odd: one half has a colour of its own, white. Few: smooth waves look the same. */
const LEVELS = 17;
const PALETTE = levels(diverging, LEVELS);
const [TOP, GAP] = [28, 16];

function drawMaps(
  { heads }: MapsResults,
  p: number,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const columns = Math.min(heads.length, width < 1000 ? 2 : 4);
  const layout = layoutMaps((width - (columns - 1) * 12) / columns, p, { notes: 2, most: 260 });
  const lefts = spaced(columns, layout.width, width);
  const step = layout.height + GAP;
  const height = Math.ceil(TOP + Math.ceil(heads.length / columns) * step - GAP);
  const right = Math.max((lefts.at(-1) ?? 0) + layout.width, Math.min(width, 320));
  const legend = { label: 'weight of “=” on a', ends: ['0 (all on b)', '1'] as const, palette: PALETTE };
  const marks = rampLegend(legend, { right: right - 1, y: 8, fontSize: FONT_SIZE });
  const panels = heads.map((head, i) =>
    mapPanel(
      {
        title: `head ${i}`,
        notes: notesOf(head),
        url: heatmapUrl({ width: p, height: p, levels: head.onFirst.map((x) => levelOf(x, LEVELS)), palette: PALETTE }),
      },
      layout,
      { x: lefts[i % columns] ?? 0, y: TOP + Math.floor(i / columns) * step },
    ),
  );
  const scale = { x: 0, y: 0, plot: { width: right, height: TOP, margin: 0, marks } };
  return { svg: render([scale, ...panels], { id, theme, width, height }), width, height, time: null };
}

function notesOf({ onFirst, frequency, fve }: HeadMap): string[] {
  const { least, greatest } = momentsOver(onFirst);
  if (!Number.isFinite(greatest)) return ['not finite', ''];
  return [`k = ${frequency} · FVE ${formatPercent(fve)}`, `${least.toFixed(2)} to ${greatest.toFixed(2)}`];
}

function finding(run: RunResults, { epoch, heads }: MapsResults): string {
  const told = heads.flatMap(({ onFirst, frequency, fve }, head) => {
    const { least, greatest } = momentsOver(onFirst);
    return Number.isFinite(greatest) ? [{ head, frequency, fve, least, greatest }] : [];
  });
  if (told.length === 0) return withDivergence(run, null, epoch);
  const parts = told.map(
    ({ head, frequency, fve }) => `head ${head} in frequency ${frequency} (${formatPercent(fve)})`,
  );
  const reach = told.map(({ least, greatest }) => `${least.toFixed(2)} to ${greatest.toFixed(2)}`);
  return withDivergence(
    run,
    `How "=" shares its attention between the operands follows one frequency: it explains ` +
      `${rangeInWords(told.map(({ fve }) => fve))} of the variance over pairs, ${listed(parts)}. Over the pairs the weight on a goes from ` +
      `${listed(reach)}; epoch ${formatCount(epoch)} (seed ${run.record.spec.seed}).`,
  );
}

/** Nine pairs, evenly spread over a, b and a − b; last, the mean over all pairs. */
function tableOf({ heads, examples }: MapsResults, p: number): Table {
  const cells = (weights: readonly number[] = []): Table['rows'][number] => weights.map((x) => cell(x, 2));
  // At most 30 columns: a page has no room for more.
  const shown = heads.slice(0, 8).map((_, head) => head);
  return {
    columns: ['a', 'b', 'a − b', ...shown.flatMap((head) => ['a', 'b', '='].map((on) => `head ${head} on ${on}`))],
    rows: [
      ...examples.map(({ a, b, weights }) => [a, b, (a - b + p) % p, ...shown.flatMap((head) => cells(weights[head]))]),
      ['all', 'all', 'all', ...shown.flatMap((head) => cells(heads[head]?.meanPattern[2]))],
    ],
  };
}

export const attentionMaps: FigureKind = {
  version: 1,
  needs: 'one run with the measure maps',
  canDraw: (runs) => runs.length === 1 && Boolean(runs[0]?.maps),
  draw: ([run], options) => {
    if (!run?.maps) throw new TypeError(`attentionMaps: run ${run?.record.id ?? '(none)'} has no measure maps`);
    const { maps } = run;
    const { p } = run.record.spec.task;
    return Promise.resolve({
      ...drawMaps(maps, p, options),
      alt: finding(run, maps),
      table: tableOf(maps, p),
      csv: toCsv({
        columns: ['a', 'b', ...maps.heads.map((_, head) => `weight_on_a_head_${head}`)],
        // float16 keeps 11 bits: four digits are all there is.
        rows: pairRows(p, maps.heads.map(({ onFirst }) => (pair) => significant(onFirst[pair] ?? NaN, 4))), // prettier-ignore
      }),
    });
  },
};
