/**
 * Losses with the key frequencies alone (restricted) and without them (excluded) beside the losses themselves, and
 * the three phases. Source: Nanda et al. 2023, arXiv:2301.05217, §5.1 and figure 7: restricted over all pairs,
 * excluded over the training pairs.
 */
import type { Phases } from '../lab/measures/phases.ts';
import type { ProgressMeasure } from '../lab/measures/progress.ts';
import type { RunResults } from '../lab/store/results.ts';
import {
  checkpointCsv,
  checkpointTable,
  frequenciesInWords,
  lastFinite,
  pointsOf,
  withDivergence,
  type Series,
} from './checkpoints.ts';
import { curveLines, drawCurves } from './curves.ts';
import type { FigureKind } from './figure.ts';
import { formatCount, formatNumber } from './format.ts';
import { logAxis } from './logAxis.ts';
import { colours, TRAIN_DASH } from './palette.ts';
import { medianCurve } from './seeds.ts';
import type { Band, Line } from './timeSeries.ts';

const PHASES: readonly { readonly name: string; readonly end: keyof Phases; readonly colour: string }[] = [
  { name: 'memorization', end: 'memorizationEnds', colour: colours.train },
  { name: 'circuit formation', end: 'circuitEnds', colour: colours.third },
  { name: 'cleanup', end: 'cleanupEnds', colour: colours.test },
];

/** The phases that end within the run. */
function bandsOf(phases: Phases): Band[] {
  let from = 0;
  return PHASES.flatMap(({ name, end, colour }) => {
    const to = phases[end];
    if (to === null) return [];
    const band = { name, colour, from, to };
    from = to;
    return [band];
  });
}

/** "By the rule of this atlas memorization lasts to epoch 1 400, circuit formation …; cleanup does not end within the run." */
function phasesInWords(phases: Phases): string {
  const ended = bandsOf(phases).map(({ name, to }) => `${name} lasts to epoch ${formatCount(to)}`);
  // Later phases have not begun for the rule either.
  const open = PHASES.find(({ end }) => phases[end] === null);
  const rest = open && `no end of ${open.name} within the run`;
  if (ended.length === 0) return `The rule for the phases finds ${rest ?? ''}.`;
  return `By a rule, ${ended.join(', ')}${rest ? `; it finds ${rest}` : ''}.`;
}

function linesOf(run: RunResults, { epochs, loss }: ProgressMeasure): Line[] {
  // The two losses of training are known at every evaluation, more often than at checkpoints.
  const middle = medianCurve;
  return [
    ...curveLines([run], {
      name: 'train',
      colour: colours.train,
      dash: TRAIN_DASH,
      value: (row) => row.trainLoss,
      middle,
    }),
    { name: 'excluded', colour: colours.fourth, points: pointsOf(epochs, loss.excluded.train) },
    ...curveLines([run], { name: 'test', colour: colours.test, value: (row) => row.testLoss, middle }),
    { name: 'restricted', colour: colours.third, points: pointsOf(epochs, loss.restricted.all) },
  ];
}

/** First checkpoint at which a loss that began higher is below `level`. */
function fallsBelow(epochs: readonly number[], values: readonly number[], level: number): number | null {
  const i = values.findIndex((x) => x < level);
  return i > 0 ? (epochs[i] ?? null) : null;
}

function finding(run: RunResults, { epochs, loss, keyFrequencies, phases }: ProgressMeasure): string {
  const { p } = run.record.spec.task;
  const last = lastFinite(loss.restricted.all, loss.full.test, loss.excluded.train);
  if (last < 0) return withDivergence(run, null, epochs[0]);
  const restricted = fallsBelow(epochs, loss.restricted.all, 1);
  const test = fallsBelow(epochs, loss.full.test, 1);
  const told = { restricted: loss.restricted.all[last] ?? NaN, test: loss.full.test[last] ?? NaN };
  const at = `epoch ${formatCount(epochs[last] ?? 0)}`;
  const lead =
    restricted === null
      ? `Restricted loss does not fall below 1 nat; it is ${formatNumber(told.restricted)} nats at ${at}`
      : test === null
        ? `Restricted loss falls below 1 nat by epoch ${formatCount(restricted)}, test loss not within ${formatCount(epochs.at(-1) ?? 0)} epochs`
        : restricted === test
          ? `Restricted loss and test loss fall below 1 nat by the same checkpoint, epoch ${formatCount(test)}`
          : `Restricted loss falls below 1 nat ${formatCount(Math.abs(test - restricted))} epochs ` +
            `${restricted < test ? 'before' : 'after'} test loss does (by epoch ${formatCount(restricted)} against ${formatCount(test)})`;
  return withDivergence(
    run,
    `${lead}. Excluded loss ends at ${formatNumber(loss.excluded.train[last] ?? NaN)} nats, ` +
      `where guessing, ln ${p}, is ${formatNumber(Math.log(p), 3)}; test loss at ${formatNumber(told.test)}, restricted loss at ` +
      `${formatNumber(told.restricted)} (${at}). ${phasesInWords(phases)} Restricted: logits with the key ` +
      `${frequenciesInWords(keyFrequencies)} alone, all pairs; excluded: without them, training pairs ` +
      `(seed ${run.record.spec.seed}).`,
    epochs[last + 1],
  );
}

export const progressLosses: FigureKind = {
  version: 1,
  canDraw: (runs) => runs.length === 1 && Boolean(runs[0]?.progress),
  draw: ([run], options) => {
    if (!run?.progress)
      throw new TypeError(`progressLosses: run ${run?.record.id ?? '(none)'} has no measure progress`);
    const { progress } = run;
    const { epochs, loss, phases } = progress;
    const lines = linesOf(run, progress);
    const values = logAxis(
      'loss (nats)',
      lines.flatMap(({ points }) => points.map(({ value }) => value)),
    );
    const brief: Series[] = [
      { name: 'train loss (nats)', values: loss.full.train },
      { name: 'test loss (nats)', values: loss.full.test },
      { name: 'restricted loss, all pairs (nats)', values: loss.restricted.all },
      { name: 'excluded loss, training pairs (nats)', values: loss.excluded.train },
    ];
    const bounds = bandsOf(phases).map(({ to }) => to);
    const all = (['full', 'restricted', 'excluded'] as const).flatMap((which) =>
      (['train', 'test', 'all'] as const).map((over) => ({ name: `${which}_${over}`, values: loss[which][over] })),
    );
    return Promise.resolve({
      ...drawCurves([run], { lines, values, bands: bandsOf(phases) }, options),
      alt: finding(run, progress),
      table: checkpointTable(epochs, brief, bounds),
      csv: checkpointCsv(epochs, all),
    });
  },
};
