/**
 * Where memorization, circuit formation and cleanup end, by the rule of src/lab/measures/phases.ts: of one run shaded
 * behind its accuracy, of several a row of bars for each seed, on one epoch axis.
 * Source: "phase_boundaries" of atgugu/grokking_experiments, by accuracy alone; phases from the progress measures as in
 * Nanda et al. 2023, arXiv:2301.05217, figure 7, and the comparison of seeds are ours.
 */
import { phasesOf, type Phases } from '../lab/measures/phases.ts';
import type { RunResults } from '../lab/store/results.ts';
import { accuracyAxis } from './accuracy.ts';
import { rangeText, withDivergences } from './checkpoints.ts';
import { formatCount, formatPercent, listed, textWidth } from './format.ts';
import { drawCurves, trainAndTest } from './curves.ts';
import { divergedAt, divergenceEpoch } from './divergence.ts';
import { epochAxis, epochAxisMarks, epochX, timeAxis, type Frame } from './epochAxis.ts';
import type { Drawing, DrawOptions, FigureKind, Table } from './figure.ts';
import { placeInRow } from './labels.ts';
import { barsAt, textAt } from './marks.ts';
import { rowAt } from './moments.ts';
import { colours } from './palette.ts';
import { bandsOf, PHASES, phasesInWords } from './phaseBands.ts';
import { render, type Panel } from './render.ts';
import { areSeeds } from './seedLines.ts';
import { medianRise } from './seeds.ts';
import { shortest, toCsv } from './table.ts';
import { marginsOf, timeSeriesPlot, type Line } from './timeSeries.ts';

const NONE: Phases = { memorizationEnds: null, circuitEnds: null, cleanupEnds: null };
const phasesOfRun = ({ rows, progress }: RunResults): Phases => (progress ? phasesOf(rows, progress) : NONE);

const accuracyLines = (runs: readonly RunResults[]): Line[] =>
  trainAndTest(runs, {
    train: (row) => row.trainAccuracy,
    test: (row) => row.testAccuracy,
    middle: medianRise,
  });

const FONT_SIZE = 12;
/** px: the accuracies; the names of the phases; one seed's text and bar; the epochs. */
const [NAMES, ROW, BAR, EPOCHS] = [24, 36, 11, 30];
const curvesHeight = (width: number): number => (width < 480 ? 150 : 190);

type Marks = NonNullable<Panel['plot']['marks']>;
type Place = (epoch: number) => number;

function drawSeeds(
  runs: readonly RunResults[],
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const epochs = epochAxis(runs);
  const lines = accuracyLines(runs);
  const top = curvesHeight(width);
  const { plot, frame } = timeSeriesPlot(
    { epochs, values: accuracyAxis, lines, transition: null },
    { width, height: top, fontSize: FONT_SIZE, margins: marginsOf({ epochs, values: accuracyAxis, lines }, { width, fontSize: FONT_SIZE }), hasEpochs: false }, // prettier-ignore
  );
  const height = NAMES + runs.length * ROW + EPOCHS;
  const below: Frame = { ...frame, top: NAMES, bottom: NAMES + runs.length * ROW + 4 };
  const x: Place = (epoch) => epochX(epochs, [frame.left, frame.right], epoch);
  const marks = [
    ...nameMarks(runs, x, { frame, width }),
    ...runs.flatMap((run, i) => barMarks(run, x, { frame, y: NAMES + i * ROW })),
    ...epochAxisMarks(epochs, { frame: below, width, fontSize: FONT_SIZE }),
  ];
  const panels: Panel[] = [
    { x: 0, y: 0, plot },
    { x: 0, y: top, plot: { width, height, margin: 0, marks } },
  ];
  return {
    svg: render(panels, { id, theme, width, height: top + height }),
    width,
    height: top + height,
    time: timeAxis(epochs, [frame.left, frame.right], [frame.top, top + below.bottom]),
  };
}

/** The names of the phases above the bars of the seed in which most of them end. */
function nameMarks(
  runs: readonly RunResults[],
  x: Place,
  { frame, width }: { readonly frame: Frame; readonly width: number },
): Marks {
  const longest = runs.map((run) => bandsOf(phasesOfRun(run))).sort((one, other) => other.length - one.length)[0] ?? [];
  const widths = longest.map(({ name }) => textWidth(name, FONT_SIZE, true));
  const centres = longest.map(({ from, to }) => (x(from) + x(to)) / 2);
  const places = placeInRow(centres, widths, [frame.left, width - 1]);
  return longest.map(({ name, colour }, i) =>
    textAt(name, places[i] ?? 0, 11, { anchor: 'middle', fontSize: FONT_SIZE, colour, isBold: true }),
  );
}

/** One seed: its name and the ends of its phases, and the bars below. A phase without an end is pale. */
function barMarks(run: RunResults, x: Place, { frame, y }: { readonly frame: Frame; readonly y: number }): Marks {
  const phases = phasesOfRun(run);
  const bands = bandsOf(phases);
  const name = `seed ${run.record.spec.seed}`;
  const ends = bands.map(({ to }) => formatCount(to));
  const start = frame.left + textWidth(name, FONT_SIZE) + 10;
  const places = placeInRow(
    bands.map(({ to }) => x(to)),
    ends.map((text) => textWidth(text, FONT_SIZE)),
    [start, frame.right + 20],
  );
  const bar = (from: number, to: number, look: { readonly colour: string; readonly opacity: number }): Marks => {
    const [left, right] = [x(from), x(to) - 1];
    const box = { x: (left + right) / 2, top: y + 18, bottom: y + 18 + BAR };
    return right > left ? [barsAt([box], { ...look, width: right - left })] : [];
  };
  const open = PHASES.find(({ end }) => phases[end] === null);
  const last = run.rows.at(-1)?.epoch ?? 0;
  return [
    textAt(name, frame.left, y + 9, { fontSize: FONT_SIZE, colour: colours.ink }),
    ...bands.flatMap(({ from, to, colour }) => bar(from, to, { colour, opacity: 0.6 })),
    ...(open ? bar(bands.at(-1)?.to ?? 0, last, { colour: open.colour, opacity: 0.15 }) : []),
    ...ends.map((text, i) =>
      textAt(text, places[i] ?? 0, y + 9, { anchor: 'middle', fontSize: FONT_SIZE, colour: bands[i]?.colour ?? '' }),
    ),
  ];
}

/** "memorization ends at epoch 600 to 700", with how many seeds it does not end in. */
function endInWords(runs: readonly RunResults[], { name, end }: (typeof PHASES)[number]): string {
  const ends = runs.map((run) => phasesOfRun(run)[end]).filter((epoch) => epoch !== null);
  if (ends.length === 0) return `${name} in none of them`;
  const range = rangeText(ends, formatCount);
  const spread = Math.max(...ends) / Math.min(...ends);
  const among = ends.length < runs.length ? ' among them' : '';
  const factor = ends.length > 1 ? `, a factor of ${spread.toFixed(spread < 10 ? 2 : 0)}${among}` : '';
  return `${name} ends at epoch ${range} (${ends.length} of ${runs.length}${factor})`;
}

/** "the run diverged at epoch 2 000", where the measure shows it. */
function seenIn(run: RunResults): string | null {
  const t = run.progress?.loss.full.test.findIndex((x) => !Number.isFinite(x)) ?? -1;
  return t < 0 ? null : `the run ${divergedAt(run, run.progress?.epochs[t] ?? 0)}`;
}

/** One run: what the rule finds, and how accurate the network is at each end. */
function phasesOfOne(run: RunResults): string {
  const found = phasesOfRun(run);
  const accuracies = bandsOf(found).map(({ to }) => formatPercent(rowAt(run, to).testAccuracy));
  const told = accuracies.length > 0 ? ` Test accuracy is then ${listed(accuracies)}` : '';
  return `${phasesInWords(found)}${told} (seed ${run.record.spec.seed}).`;
}

function finding(runs: readonly RunResults[]): string {
  const [only, ...others] = runs;
  if (only && others.length === 0) return withDivergences(runs, phasesOfOne(only), seenIn(only));
  const told = runs.filter((run) => divergenceEpoch(run) === null);
  const seeds = told.map(({ record }) => record.spec.seed);
  const text = `By a rule, over seeds ${listed(seeds)}: ${PHASES.map((phase) => endInWords(told, phase)).join('; ')}.`;
  return withDivergences(runs, told.length > 0 ? text : null);
}

const tableOf = (runs: readonly RunResults[]): Table => ({
  columns: ['seed', 'test accuracy ≥ 95 % at', ...PHASES.map(({ name }) => `${name} ends at`)],
  rows: runs.map((run) => [
    run.record.spec.seed,
    run.record.summary.t95?.at ?? 'not within the run',
    ...PHASES.map(({ end }) => phasesOfRun(run)[end] ?? 'not within the run'),
  ]),
});

/** Every evaluation with the phase it lies in. */
const csvOf = (runs: readonly RunResults[]): string =>
  toCsv({
    columns: ['seed', 'epoch', 'train_accuracy', 'test_accuracy', 'phase'],
    rows: runs.flatMap((run) => {
      const phases = phasesOfRun(run);
      const phaseAt = (epoch: number): string =>
        PHASES.find(({ end }) => epoch < (phases[end] ?? Infinity))?.name ?? 'after cleanup';
      return run.rows.map(({ epoch, trainAccuracy, testAccuracy }) => [
        run.record.spec.seed,
        epoch,
        shortest(trainAccuracy),
        shortest(testAccuracy),
        phaseAt(epoch),
      ]);
    }),
  });

export const phases: FigureKind = {
  version: 1,
  needs: 'one run, or several seeds of one training, with the measure progress',
  canDraw: (runs) => areSeeds(runs) && runs.every(({ progress }) => progress !== null),
  draw: (runs, options) => {
    const [only, ...others] = runs;
    const drawing =
      only && others.length === 0
        ? drawCurves(runs, { lines: accuracyLines(runs), values: accuracyAxis, bands: bandsOf(phasesOfRun(only)) }, options) // prettier-ignore
        : drawSeeds(runs, options);
    return Promise.resolve({ ...drawing, alt: finding(runs), table: tableOf(runs), csv: csvOf(runs) });
  },
};
