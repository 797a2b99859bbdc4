/**
 * Activations of some neurons of the final network for every pair: the three that each key frequency explains best, and
 * three that none does. Every map has a scale of its own, from 0 to the neuron's peak: what is compared is their shape.
 *
 * The CSV has the levels that are stored, whole numbers from 0 to 255, a column a neuron: times the step in the column's
 * name they are activations. So nothing that is known is lost, in three quarters of the room of decimals.
 */
import { STEPS, type MapsResults, type NeuronMap } from '../lab/measures/mapsFile.ts';
import type { RunResults } from '../lab/store/results.ts';
import { heatmapUrl, levelOf } from './bitmap.ts';
import { rangeInWords, withDivergence } from './checkpoints.ts';
import { formatCount, formatNumber, formatPercent, listed } from './format.ts';
import type { Drawing, DrawOptions, FigureKind, Table } from './figure.ts';
import { FONT_SIZE, layoutMaps, lettersAt, mapPanel, pairRows, type MapLayout } from './mapPictures.ts';
import { textAt } from './marks.ts';
import { colours } from './palette.ts';
import { rampLegend } from './rampLegend.ts';
import { cividis, levels } from './ramps.ts';
import { render, type Panel } from './render.ts';
import { cell, significant, toCsv } from './table.ts';

/** Pictures in a group, of one frequency. */
const EACH = 3;
/** px: the legend's row, a group's name, left of a group for its a, between rows of groups. */
const [TOP, NAME, LEFT, GAP] = [28, 20, 14, 12];
/** Characters that all pictures together may take: pages carry them twice. */
const BUDGET = 42_000;
/** The most first. */
const LEVELS = [8, 6, 4, 2];

interface Group {
  readonly name: string;
  readonly neurons: readonly NeuronMap[];
}

function groupsOf(neurons: readonly NeuronMap[]): Group[] {
  const frequencies = [...new Set(neurons.map(({ shownFor }) => shownFor))];
  return frequencies.map((k) => ({
    name: k === null ? 'no single frequency' : `k = ${k}`,
    neurons: neurons.filter(({ shownFor }) => shownFor === k),
  }));
}

const peakOf = ({ activation }: NeuronMap): number => activation.reduce((peak, x) => Math.max(peak, x), 0);

interface Pictures {
  /** What is shown of each group. */
  readonly groups: readonly Group[];
  readonly urls: ReadonlyMap<NeuronMap, string>;
  /** Levels of colour. */
  readonly count: number;
}

/**
 * As many pictures and levels as the budget allows: waves take little room, noise takes much. A network that learned no
 * circuit is shown in fewer levels, and where even these are too long with fewer neurons of each group.
 */
function picturesOf(all: readonly Group[], p: number): Pictures {
  let smallest: Pictures | undefined;
  for (const each of [EACH, 2, 1]) {
    const groups = all.map(({ name, neurons }) => ({ name, neurons: neurons.slice(0, each) }));
    for (const count of LEVELS) {
      const urls = new Map(groups.flatMap(({ neurons }) => neurons.map((map) => [map, urlOf(map, count, p)] as const)));
      smallest = { groups, urls, count };
      if ([...urls.values()].reduce((sum, url) => sum + url.length, 0) <= BUDGET) return smallest;
    }
  }
  return smallest ?? { groups: [], urls: new Map(), count: 1 };
}

function urlOf(neuron: NeuronMap, count: number, p: number): string {
  const peak = peakOf(neuron);
  const shares = neuron.activation.map((x) => levelOf(x / peak, count));
  return heatmapUrl({ width: p, height: p, levels: shares, palette: levels(cividis, count) });
}

interface Layout extends MapLayout {
  /** Groups side by side. */
  readonly columns: number;
  /** px from one picture of a group to the next, and from one group to the next. */
  readonly step: number;
  readonly groupStep: number;
}

function layoutOf(width: number, p: number): Layout {
  const columns = width < 660 ? 1 : 2;
  const room = (width - columns * LEFT - (columns * EACH - 1) * 3) / (columns * EACH);
  const maps = layoutMaps(room, p, { notes: 1, hasLetters: false });
  // What is left over lies between pictures, three times as much between groups.
  const free = (width - columns * LEFT - columns * EACH * maps.side) / (columns * (EACH - 1) + (columns - 1) * 3);
  const gap = Math.min(24, free);
  const groupWidth = LEFT + EACH * maps.side + (EACH - 1) * gap;
  const groupGap = Math.min(48, width - columns * groupWidth);
  return { ...maps, columns, step: maps.side + gap, groupStep: groupWidth + groupGap };
}

function groupPanels(
  { name, neurons }: Group,
  urls: ReadonlyMap<NeuronMap, string>,
  layout: Layout,
  x: number,
  y: number,
): Panel[] {
  // prettier-ignore
  const { side, step, head, height } = layout;
  const last = (neurons.length - 1) * step + side;
  const frame: Panel = {
    x,
    y,
    plot: {
      width: LEFT + last,
      height: NAME + height,
      margin: 0,
      marks: [
        textAt(name, LEFT, 8, { fontSize: FONT_SIZE + 1, isBold: true, colour: colours.ink }),
        ...lettersAt(LEFT, NAME + head, { side, last }),
      ],
    },
  };
  const pictures = neurons.map((neuron, i) => {
    const notes = [`${formatPercent(neuron.fve)} · ≤ ${formatNumber(peakOf(neuron))}`];
    const picture = { title: `neuron ${neuron.neuron}`, notes, url: urls.get(neuron) ?? '' };
    return mapPanel(picture, layout, { x: x + LEFT + i * step, y: y + NAME });
  });
  return [frame, ...pictures];
}

function drawNeurons(
  maps: MapsResults,
  p: number,
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const { groups, urls, count } = picturesOf(groupsOf(maps.neurons), p);
  const layout = layoutOf(width, p);
  const step = NAME + layout.height + GAP;
  const rows = Math.ceil(groups.length / layout.columns);
  const height = Math.ceil(TOP + Math.max(1, rows) * step - GAP);
  const legend = { label: 'activation', ends: ['0', 'peak (≤)'] as const, palette: levels(cividis, count) };
  const right = Math.min(width, (layout.columns - 1) * layout.groupStep + LEFT + 2 * layout.step + layout.side);
  const top: Panel = {
    x: 0,
    y: 0,
    plot: {
      width: right,
      height: TOP,
      margin: 0,
      marks: [
        textAt('%: share by one frequency', 1, 8, { fontSize: FONT_SIZE }),
        ...rampLegend(legend, { right: right - 1, y: 8, fontSize: FONT_SIZE, rampWidth: 44 }),
      ],
    },
  };
  const panels = groups.flatMap(
    (group, i) =>
    groupPanels(group, urls, layout, (i % layout.columns) * layout.groupStep, TOP + Math.floor(i / layout.columns) * step), // prettier-ignore
  );
  return { svg: render([top, ...panels], { id, theme, width, height }), width, height, time: null };
}

function finding(run: RunResults, { epoch, neurons }: MapsResults): string {
  const explained = groupsOf(neurons.filter(({ shownFor }) => shownFor !== null));
  const others = neurons.filter(({ shownFor }) => shownFor === null);
  const shares = (of: readonly NeuronMap[]): string => rangeInWords(of.map(({ fve }) => fve));
  const parts = explained.map(({ name, neurons: own }) => `${name} ${shares(own)}`);
  const best =
    explained.length > 0
      ? `The neurons that one key frequency explains best repeat in a and in b with it, to this share of their variance: ${listed(parts)}.`
      : null;
  const rest =
    others.length > 0
      ? `The strongest of those that no frequency explains reach ${shares(others)} with their best one ` +
        `(neurons ${listed(others.map(({ neuron }) => neuron))}).`
      : null;
  const told = [best, rest].filter(Boolean).join(' ');
  const at = `Epoch ${formatCount(epoch)}, all pairs (seed ${run.record.spec.seed}).`;
  return told ? withDivergence(run, `${told} ${at}`) : withDivergence(run, null, epoch);
}

const tableOf = ({ neurons }: MapsResults): Table => ({
  columns: ['neuron', 'shown for frequency', 'best frequency', 'share of variance explained', 'peak', 'share of pairs at 0'], // prettier-ignore
  rows: neurons.map((map) => [
    map.neuron,
    map.shownFor ?? 'none',
    map.frequency,
    cell(map.fve),
    cell(peakOf(map)),
    cell(map.activation.filter((x) => x === 0).length / map.activation.length, 2),
  ]),
});

function csvOf({ neurons }: MapsResults, p: number): string {
  const steps = neurons.map((map) => peakOf(map) / STEPS);
  // A neuron that is not finite has no step, and a dead one no levels but 0.
  const levelIn = ({ activation }: NeuronMap, step: number) => (pair: number): number =>
    step > 0 ? Math.round((activation[pair] ?? NaN) / step) : (activation[pair] ?? NaN); // prettier-ignore
  const names = neurons.map(({ neuron }, i) => `activation_neuron_${neuron}_in_steps_of_${significant(steps[i] ?? NaN, 6)}`); // prettier-ignore
  return toCsv({
    columns: ['a', 'b', ...names],
    rows: pairRows(p, neurons.map((map, i) => levelIn(map, steps[i] ?? NaN))), // prettier-ignore
  });
}

export const neuronMaps: FigureKind = {
  version: 1,
  needs: 'one run with the measure maps and a neuron in it',
  canDraw: (runs) => runs.length === 1 && Boolean(runs[0]?.maps?.neurons.length),
  draw: ([run], options) => {
    if (!run?.maps) throw new TypeError(`neuronMaps: run ${run?.record.id ?? '(none)'} has no measure maps`);
    const { maps } = run;
    const { p } = run.record.spec.task;
    return Promise.resolve({
      ...drawNeurons(maps, p, options),
      alt: finding(run, maps),
      table: tableOf(maps),
      csv: csvOf(maps, p),
    });
  },
};
