/**
 * Where the final logits have their power, by frequency in both operands; and along which waves of its key frequencies.
 * Source: "fourier_heatmap" of atgugu/grokking_experiments, which does not fold; the constant, which dominates at the start,
 * is set apart.
 */
import type { Directions, SpectraMeasure } from '../lab/measures/spectra.ts';
import type { RunResults } from '../lab/store/results.ts';
import { heatmapUrl, levelOf } from './bitmap.ts';
import { frequenciesInWords, withDivergence } from './checkpoints.ts';
import { formatCount, formatPercent, formatPower, formatShare, listed, textWidth } from './format.ts';
import type { Drawing, DrawOptions, FigureKind, Table } from './figure.ts';
import { frequencyTicks, keyColour } from './frequencyAxis.ts';
import { placeInRow, spread } from './labels.ts';
import { barsAcross, imageAt, lineAt, textAt } from './marks.ts';
import { colours } from './palette.ts';
import { rampLegend } from './rampLegend.ts';
import { cividis, levels } from './ramps.ts';
import { render, type Panel } from './render.ts';
import { cell, toCsv } from './table.ts';

const FONT_SIZE = 12;
const LEVELS = 48;
const PALETTE = levels(cividis, LEVELS);
/** px left of the map, above it: the legend's row and the names of the key frequencies. */
const [LEFT, TOP] = [45, 56];
const WAVES = [
  ['cosSum', 'cos w(a+b)'],
  ['sinSum', 'sin w(a+b)'],
  ['cosDifference', 'cos w(a−b)'],
  ['sinDifference', 'sin w(a−b)'],
  ['oneOperand', 'a or b alone'],
] as const satisfies readonly (readonly [keyof Directions, string])[];

/** Decades of the scale, shares of all power up to 1: nine cells in ten lie near its lower end or below it. */
function decadesOf({ logits: { power2d, variance } }: SpectraMeasure): number {
  const shares = Float64Array.from(power2d.flat().filter((x) => x > 0)).sort();
  const low = (shares[Math.floor(0.9 * shares.length)] ?? 1) / variance;
  return Math.max(2, Math.min(8, Math.ceil(-Math.log10(low)) || 2));
}

/** Row: frequency in a, downwards; column: in b; the constant first, a cell of paper after it. */
function mapUrl({ logits: { power2d, variance } }: SpectraMeasure, decades: number): string {
  const size = power2d.length + 1;
  const cells = new Float32Array(size * size).fill(NaN);
  const place = (k: number): number => (k === 0 ? 0 : k + 1);
  power2d.forEach((row, a) =>
    row.forEach((power, b) => {
      const share = 1 + Math.log10(Math.max(power / variance, 1e-30)) / decades;
      cells[place(a) * size + place(b)] = levelOf(share, LEVELS);
    }),
  );
  return heatmapUrl({ width: size, height: size, levels: cells, palette: PALETTE });
}

interface Square {
  readonly side: number;
  /** px of a cell. */
  readonly cell: number;
}

function squareOf(h: number, room: number): Square {
  const cell = Math.max(1, Math.floor((2 * room) / (h + 2)) / 2);
  return { side: cell * (h + 2), cell };
}

/** Ticks at the left and below, the key frequencies above and at the right. */
function axisMarks(keys: readonly number[], h: number, { side, cell }: Square): NonNullable<Panel['plot']['marks']> {
  const at = (k: number): number => (k === 0 ? 0.5 : k + 1.5) * cell;
  const [right, bottom] = [LEFT + side, TOP + side];
  // Beside the constant there is no room for the 1.
  const ticks = frequencyTicks(h).slice(1);
  const places = placeInRow(
    keys.map((k) => LEFT + at(k)),
    keys.map((k) => textWidth(String(k), FONT_SIZE, true)),
    [LEFT, right],
    6,
  );
  const heights = spread(
    keys.map((k) => TOP + at(k)),
    1.15 * FONT_SIZE,
    [TOP, bottom],
  );
  const quiet = { fontSize: FONT_SIZE } as const;
  return [
    ...ticks.map((k) => textAt(String(k), LEFT - 6, TOP + at(k), { ...quiet, anchor: 'end' })),
    ...ticks.map((k) => textAt(String(k), LEFT + at(k), bottom + 12, { ...quiet, anchor: 'middle' })),
    textAt('const.', LEFT - 6, TOP + at(0) - 2, { ...quiet, anchor: 'end' }),
    textAt('const.', LEFT - 12, bottom + 12, { ...quiet, anchor: 'middle' }),
    textAt('a', LEFT - 6, bottom - 5, { ...quiet, anchor: 'end', colour: colours.ink }),
    textAt('b', right, bottom + 12, { ...quiet, anchor: 'end', colour: colours.ink }),
    ...keys.flatMap((k, i) => {
      const look = { fontSize: FONT_SIZE, isBold: true, colour: keyColour(k, keys) ?? colours.quiet };
      return [
        lineAt([places[i] ?? 0, TOP - 8], [LEFT + at(k), TOP - 1], { colour: look.colour }),
        textAt(String(k), places[i] ?? 0, TOP - 15, { ...look, anchor: 'middle' }),
        lineAt([right + 1, TOP + at(k)], [right + 7, heights[i] ?? 0], { colour: look.colour }),
        textAt(String(k), right + 10, heights[i] ?? 0, look),
      ];
    }),
  ];
}

/** Rows of bars, one a kind of wave: what of all power lies along it, by key frequency. */
function wavesPanel(
  { logits: { directions, variance }, keyFrequencies }: SpectraMeasure,
  { width, step }: { readonly width: number; readonly step: number },
): Panel['plot'] {
  const [left, right] = [82, width - 46];
  const rest = 1 - directions.reduce((sum, at) => sum + WAVES.reduce((own, [name]) => own + at[name] / variance, 0), 0);
  const rows = [
    ...WAVES.map(([name, label]) => ({
      label,
      parts: directions.map((at) => ({ share: at[name] / variance, colour: keyColour(at.frequency, keyFrequencies.logits) ?? colours.quiet })), // prettier-ignore
    })),
    { label: 'all else', parts: [{ share: rest, colour: colours.faint }] },
  ];
  const totals = rows.map(({ parts }) => parts.reduce((sum, { share }) => sum + share, 0));
  const high = Math.max(0.1, ...totals.filter(Number.isFinite));
  const top = 16 + step;
  return {
    width,
    height: top + rows.length * step,
    margin: 0,
    marks: [
      textAt('where a key frequency’s power lies', 1, 8, { fontSize: FONT_SIZE, colour: colours.ink }),
      ...rows.flatMap(({ label, parts }, i) => {
        const y = top + i * step;
        let x = left;
        return [
          textAt(label, left - 8, y, { anchor: 'end', fontSize: FONT_SIZE }),
          ...parts.map(({ share, colour }) => {
            const from = x;
            x += (Number.isFinite(share) ? Math.max(0, share / high) : 0) * (right - left);
            return barsAcross([{ y, left: from, right: x }], { colour, width: 12 });
          }),
          textAt(Number.isFinite(totals[i]) ? formatShare(totals[i] ?? 0) : '?', x + 6, y, { fontSize: FONT_SIZE }),
        ];
      }),
      lineAt([left, top - step / 2], [left, top + (rows.length - 0.5) * step], { colour: colours.faint }),
    ],
  };
}

function drawMap(
  spectra: SpectraMeasure,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const h = spectra.logits.power2d.length - 1;
  const isWide = width >= 640;
  const square = squareOf(h, isWide ? Math.min(0.52 * width, 480) : width - LEFT - 28);
  const decades = decadesOf(spectra);
  const mapWidth = LEFT + square.side + 28;
  const mapHeight = TOP + square.side + 24;
  const legend = {
    label: mapWidth > 340 ? 'share of the logits’ power' : 'share of power',
    ends: [`≤\u202f${formatPower(-decades)}`, '1'] as const,
    palette: PALETTE,
  };
  const map: Panel['plot'] = {
    width: mapWidth,
    height: mapHeight,
    margin: 0,
    marks: [
      ...rampLegend(legend, {
        right: Math.min(width - 1, LEFT + Math.max(square.side, 220)),
        y: 8,
        fontSize: FONT_SIZE,
      }),
      imageAt(mapUrl(spectra, decades), { x: LEFT, y: TOP, width: square.side, height: square.side }),
      ...axisMarks(spectra.keyFrequencies.logits, h, square),
    ],
  };
  const x = isWide ? mapWidth + 24 : 0;
  const waves = wavesPanel(spectra, { width: Math.min(width - x, 460), step: isWide ? 52 : 26 });
  const y = isWide ? TOP : mapHeight + 8;
  const height = isWide ? Math.max(mapHeight, y + waves.height) : y + waves.height;
  const panels = [
    { x: 0, y: 0, plot: map },
    { x, y, plot: waves },
  ];
  return { svg: render(panels, { id, theme, width, height }), width, height, time: null };
}

function finding(run: RunResults, { epoch, logits, keyFrequencies }: SpectraMeasure): string {
  if (!Number.isFinite(logits.variance)) return withDivergence(run, null, epoch);
  const along = (...names: (typeof WAVES)[number][0][]): number =>
    logits.directions.reduce((sum, at) => sum + names.reduce((own, name) => own + at[name], 0), 0) / logits.variance;
  const keys = keyFrequencies.logits;
  const parts = keys.map((k) => `${k} (${formatPercent((logits.power2d[k]?.[k] ?? NaN) / logits.variance)})`);
  const ofKeys =
    keys.length > 0
      ? `, and most of it at ${listed(parts)}. Of ${frequenciesInWords(keys)}, the waves of the sum a+b hold ` +
        `${formatPercent(along('cosSum', 'sinSum'))} of all power, those of the difference ` +
        `${formatShare(along('cosDifference', 'sinDifference'))}, those of one operand ${formatShare(along('oneOperand'))}`
      : '';
  return withDivergence(
    run,
    `${formatPercent(logits.diagonal)} of the power of the final logits that is not constant lies on the diagonal, where both ` +
      `operands have the same frequency${ofKeys}; epoch ${formatCount(epoch)}, seed ${run.record.spec.seed}.`,
  );
}

function tableOf({ logits: { directions, power2d, variance } }: SpectraMeasure): Table {
  const share = (x: number): number | string => cell(x / variance, 4);
  return {
    columns: ['frequency', ...WAVES.map(([, label]) => `share along ${label}`)],
    rows: [
      ...directions.slice(0, 28).map((at) => [at.frequency, ...WAVES.map(([name]) => share(at[name]))]),
      ['constant', share(power2d[0]?.[0] ?? NaN), ...WAVES.slice(1).map(() => '–')],
    ],
  };
}

export const logitFourierMap: FigureKind = {
  version: 1,
  needs: 'one run with the measure spectra',
  canDraw: (runs) => runs.length === 1 && Boolean(runs[0]?.spectra),
  draw: ([run], options) => {
    if (!run?.spectra) throw new TypeError(`logitFourierMap: run ${run?.record.id ?? '(none)'} has no measure spectra`);
    const { spectra } = run;
    return Promise.resolve({
      ...drawMap(spectra, options),
      alt: finding(run, spectra),
      table: tableOf(spectra),
      csv: toCsv({
        columns: ['frequency_in_a', 'frequency_in_b', 'power'],
        rows: spectra.logits.power2d.flatMap((row, a) => row.map((power, b) => [a, b, power])),
      }),
    });
  },
};
