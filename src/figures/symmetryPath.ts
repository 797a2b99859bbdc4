/**
 * Whether a network adds as a clock or as a pizza, over training, one line a seed: gradient symmetricity and distance
 * irrelevance beside what two reference networks have, and, where it was measured, the held-out pairs that are still right
 * when attention is held at its mean, beside those that are right without that.
 * Source: Zhong et al. 2023, arXiv:2306.17844, for both measures and the reference; over training ours.
 */
import type { HeldAttentionMeasure } from '../lab/measures/heldAttention.ts';
import { nearestIndex } from '../lab/measures/nearest.ts';
import type { SymmetryPathMeasure } from '../lab/measures/symmetry.ts';
import type { RunResults } from '../lab/store/results.ts';
import { lastFinite, rangeInWords, rangeText, withDivergences } from './checkpoints.ts';
import { finitePoints } from './curves.ts';
import type { FigureKind } from './figure.ts';
import { formatCount } from './format.ts';
import { colours } from './palette.ts';
import { areSeeds, atCheckpoints, seedCsv, seedTable, valueFrom, type CurveOf, type SeedColumn } from './seedLines.ts';
import { turningEpochs } from './seeds.ts';
import { seedLooks } from './seriesLooks.ts';
import { drawStack, type Stack, type StackPanel } from './stack.ts';
import type { Dot, Line, ValueAxis } from './timeSeries.ts';

/** Of models B and A of the source. */
const REFERENCE = {
  gradientSymmetricity: { clock: 0.3336, pizza: 0.9937 },
  distanceIrrelevance: { clock: 0.85, pizza: 0.17 },
} as const;
type Measured = keyof typeof REFERENCE;
type Quantity = Measured | 'heldAccuracy';

const curveOf = (quantity: Quantity): CurveOf =>
  quantity === 'heldAccuracy'
    ? atCheckpoints(
        ({ heldAttention }) => heldAttention,
        (held: HeldAttentionMeasure) => held.accuracy.test,
      )
    : atCheckpoints(
        ({ symmetryPath }) => symmetryPath,
        (path: SymmetryPathMeasure) => path[quantity],
      );

const columnsOf = (runs: readonly RunResults[]): SeedColumn[] => [
  { name: 'gradient symmetricity', curve: curveOf('gradientSymmetricity') },
  { name: 'distance irrelevance', curve: curveOf('distanceIrrelevance') },
  ...(hasHeld(runs) ? [{ name: 'test accuracy with attention held', curve: curveOf('heldAccuracy') }] : []),
];

const hasHeld = (runs: readonly RunResults[]): boolean => runs.every(({ heldAttention }) => heldAttention !== null);

const axisOf = (label: string): ValueAxis => ({
  label,
  type: 'linear',
  domain: [0, 1],
  ticks: [0, 0.5, 1],
  format: String,
});

const seedName = ({ record }: RunResults): string => `seed ${record.spec.seed}`;

function linesOf(runs: readonly RunResults[], quantity: Quantity): Line[] {
  const looks = runs.length === 1 ? [{ colour: colours.ink }] : seedLooks(runs.map(({ record }) => record.spec.seed));
  const seeds = runs.flatMap((run, i): Line[] => {
    const look = looks[i];
    const points = finitePoints(curveOf(quantity)(run));
    return look ? [{ ...look, name: runs.length === 1 ? null : seedName(run), points }] : [];
  });
  if (quantity !== 'heldAccuracy') return [...referencesOf(quantity, runs), ...seeds];
  const whole = runs.flatMap((run, i): Line[] => {
    const points = finitePoints(run.rows.map(({ epoch, testAccuracy: value }) => ({ epoch, value })));
    return looks[i] ? [{ ...looks[i], name: null, dash: '1.5 2.5', width: 1, points, keep: turningEpochs(run) }] : [];
  });
  return [...whole, ...seeds];
}

function referencesOf(quantity: Measured, runs: readonly RunResults[]): Line[] {
  const last = Math.max(...runs.map(({ record }) => record.summary.epochs));
  return Object.entries(REFERENCE[quantity]).map(([name, value]): Line => ({
    name,
    colour: colours.quiet,
    dash: '2 3',
    width: 1,
    points: [0, last].map((epoch) => ({ epoch, value })),
  }));
}

const HELD_LABEL = 'test accuracy with attention held at its mean; dotted, as it is';

/** Where 99 % of the held-out pairs are right: of one run through all panels, of several on each line. */
function stackOf(runs: readonly RunResults[], isNarrow: boolean): Stack {
  const [run, ...others] = runs;
  const t99 = run?.record.summary.t99?.at;
  const panelOf = (quantity: Quantity, label: string): StackPanel => {
    const lines = linesOf(runs, quantity);
    return {
      values: axisOf(label),
      lines,
      height: 1.3,
      dots: others.length > 0 ? dotsOf(runs, quantity, lines) : [],
    };
  };
  return {
    panels: [
      panelOf('gradientSymmetricity', 'gradient symmetricity'),
      panelOf('distanceIrrelevance', 'distance irrelevance'),
      ...(hasHeld(runs) ? [panelOf('heldAccuracy', isNarrow ? 'test accuracy, attention held' : HELD_LABEL)] : []),
    ],
    marks:
      others.length === 0 && t99 !== undefined ? [{ epoch: t99, text: `99\u202f% at epoch ${formatCount(t99)}` }] : [],
  };
}

function dotsOf(runs: readonly RunResults[], quantity: Quantity, lines: readonly Line[]): Dot[] {
  return runs.flatMap((run): Dot[] => {
    const { t99 } = run.record.summary;
    const points = curveOf(quantity)(run);
    const at =
      points[
        nearestIndex(
          points.map(({ epoch }) => epoch),
          t99?.at ?? NaN,
        )
      ];
    const colour = lines.find(({ name }) => name === seedName(run))?.colour ?? colours.ink;
    return t99 && at && Number.isFinite(at.value) ? [{ ...at, colour }] : [];
  });
}

function finding(runs: readonly RunResults[]): string {
  const told = runs.filter(({ symmetryPath: path }) => path && lastFinite(path.gradientSymmetricity) >= 0);
  if (told.length === 0) return withDivergences(runs, null);
  const at = (quantity: Quantity, epochOf: (run: RunResults) => number): string =>
    rangeText(
      told.map((run) => valueFrom(curveOf(quantity)(run), epochOf(run))),
      (x) => x.toFixed(2),
    );
  const t99 = ({ record }: RunResults): number => record.summary.t99?.at ?? Infinity;
  const never = told.every((run) => Number.isFinite(t99(run))) ? '' : ' (or at the end, where they never are)';
  const course = (quantity: Measured): string =>
    `${at(quantity, () => 0)} before training, ${at(quantity, t99)} when 99\u202f% of the held-out pairs are right${never} ` +
    `and ${at(quantity, () => Infinity)} at the end`;
  const held = hasHeld(told)
    ? ` With attention held at its mean, ${heldInWords(told, t99)} of the held-out pairs are still right at 99\u202f%${never} and ` +
      `${heldInWords(told, () => Infinity)} at the end.`
    : '';
  const seeds = `${told.length > 1 ? 'seeds' : 'seed'} ${told.map(({ record }) => record.spec.seed).join(', ')}`;
  return withDivergences(
    runs,
    `Gradient symmetricity is ${course('gradientSymmetricity')}; a clock has ${REFERENCE.gradientSymmetricity.clock.toFixed(2)}, a pizza ` +
      `${REFERENCE.gradientSymmetricity.pizza.toFixed(2)}. Distance irrelevance is ${course('distanceIrrelevance')}; a clock has ` +
      `${REFERENCE.distanceIrrelevance.clock.toFixed(2)}, a pizza ${REFERENCE.distanceIrrelevance.pizza.toFixed(2)} (${seeds}).${held}`,
  );
}

const heldInWords = (runs: readonly RunResults[], epochOf: (run: RunResults) => number): string =>
  rangeInWords(runs.map((run) => valueFrom(curveOf('heldAccuracy')(run), epochOf(run))));

export const symmetryPath: FigureKind = {
  version: 1,
  needs: 'one run, or several seeds of one training, of which one at least has the measure symmetryPath',
  canDraw: (runs) => areSeeds(runs) && runs.some((run) => run.symmetryPath !== null),
  draw: (all, options) => {
    const runs = all.filter((run) => run.symmetryPath !== null);
    if (runs.length === 0) throw new TypeError('symmetryPath: no run has the measure symmetryPath');
    const t99s = runs.flatMap(({ record }) => record.summary.t99?.at ?? []);
    return Promise.resolve({
      ...drawStack(runs, stackOf(runs, options.width < 480), options),
      alt: finding(runs),
      table: seedTable(runs, columnsOf(runs), t99s),
      csv: seedCsv(runs, columnsOf(runs)),
    });
  },
};
