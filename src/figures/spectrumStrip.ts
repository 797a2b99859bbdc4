/**
 * The spectrum of the logits at six moments: the energy along cos and sin w_k(a+b) of each frequency, as a share of all of
 * the logits' at that moment, on one logarithmic scale.
 * Source: "fourier_spectrum_strip" of atgugu/grokking_experiments, which counts k and p − k twice; the fold is ours.
 */
import type { ProgressMeasure } from '../lab/measures/progress.ts';
import type { RunResults } from '../lab/store/results.ts';
import { frequenciesInWords, withDivergence } from './checkpoints.ts';
import type { Drawing, DrawOptions, FigureKind } from './figure.ts';
import { formatCount, formatPower, formatShare } from './format.ts';
import { barWidth, frequencyBars, frequencyNames, frequencyTicks, frequencyX, keyColour } from './frequencyAxis.ts';
import { lineAt, textAt } from './marks.ts';
import { momentsOf, rowAt } from './moments.ts';
import { colours } from './palette.ts';
import { render, type Panel } from './render.ts';
import { cell, toCsv } from './table.ts';

const FONT_SIZE = 12;
/** px: name and epoch of a picture and the frequencies over it, below it, between pictures, left of the first. */
const [HEAD, FOOT, GAP, LEFT] = [58, 24, 14, 35];
/** Shares below lie on the lower edge. */
const LOWEST = 1e-7;

interface Snapshot {
  readonly name: string;
  readonly epoch: number;
  readonly testAccuracy: number;
  /** [h]: shares of the logits' energy. */
  readonly shares: readonly number[];
}

/** init, memorized, plateau, onset, grokked (test accuracy 99 %) and the end; each epoch once. */
function snapshotsOf(run: RunResults, { epochs, logitEnergies, logitVariance }: ProgressMeasure): Snapshot[] {
  const { t99, outcome } = run.record.summary;
  const story = momentsOf(run, epochs);
  const end = story.at(-1);
  const named = story.map(({ name, epoch }) => ({
    name: name === 'grokked' || name === 'final' ? 'end' : name,
    epoch,
  }));
  const grokked = t99 && outcome !== 'diverged' ? epochs.find((epoch) => epoch >= t99.at) : undefined;
  const all = [...named.slice(0, -1), ...(grokked === undefined ? [] : [{ name: 'grokked', epoch: grokked }]), ...named.slice(-1)]; // prettier-ignore
  return all
    .filter(({ epoch }, i) => all.findIndex((other) => other.epoch === epoch) === i && epoch <= (end?.epoch ?? 0))
    .map(({ name, epoch }) => {
      const t = epochs.indexOf(epoch);
      const shares = (logitEnergies[t] ?? []).map((x) => x / (logitVariance[t] ?? NaN));
      return { name, epoch, testAccuracy: rowAt(run, epoch).testAccuracy, shares };
    });
}

const heldBy = (keys: readonly number[], { shares }: Snapshot): number =>
  keys.reduce((sum, k) => sum + (shares[k - 1] ?? NaN), 0);

interface Place {
  readonly width: number;
  readonly height: number;
  readonly isFirst: boolean;
}

function pictureMarks(
  snapshot: Snapshot,
  keys: readonly number[],
  decades: number,
  { width, height, isFirst }: Place,
): NonNullable<Panel['plot']['marks']> {
  const { name, epoch, shares } = snapshot;
  const axis = { count: shares.length, left: LEFT, right: LEFT + width };
  const bottom = HEAD + height;
  const y = (share: number): number =>
    bottom - height * Math.min(1, Math.max(0, 1 + Math.log10(Math.max(share, 1e-30)) / decades));
  const powers = Array.from({ length: decades + 1 }, (_, i) => -i).filter((power) => power % 2 === 0);
  const colour = (k: number): string => keyColour(k, keys) ?? colours.faint;
  const names = keys.map((k) => ({ k, colour: colour(k), top: y(shares[k - 1] ?? 0) }));
  return [
    ...powers.map((power) => lineAt([axis.left, y(10 ** power)], [axis.right, y(10 ** power)])),
    ...(isFirst
      ? powers.map((power) =>
          textAt(power === 0 ? '1' : formatPower(power), axis.left - 6, y(10 ** power), {
            anchor: 'end',
            fontSize: FONT_SIZE,
          }),
        )
      : []),
    textAt(name, LEFT, 8, { fontSize: FONT_SIZE + 1, isBold: true, colour: colours.ink }),
    textAt(epoch === 0 ? 'epoch 0' : `epoch ${formatCount(epoch)}`, LEFT, 24, { fontSize: FONT_SIZE }),
    ...frequencyBars(shares, axis, y, colour),
    ...(barWidth(axis) > 0 ? frequencyNames(names, axis, { y: 42, width: axis.right, fontSize: FONT_SIZE }) : []),
    lineAt([axis.left, bottom], [axis.right, bottom], { colour: colours.faint }),
    ...frequencyTicks(shares.length)
      .filter((k) => k === 1 || k % 20 === 0 || shares.length < 30)
      .map((k) => textAt(String(k), frequencyX(axis, k), bottom + 13, { anchor: 'middle', fontSize: FONT_SIZE })),
  ];
}

function drawStrip(
  snapshots: readonly Snapshot[],
  keys: readonly number[],
  { id, width, theme }: DrawOptions,
): Pick<Drawing, 'svg' | 'width' | 'height' | 'time'> {
  const columns = Math.min(snapshots.length, width < 560 ? 2 : width < 900 ? 3 : 6);
  const room = Math.floor((width - LEFT - (columns - 1) * GAP) / columns);
  const picture = { width: room, height: width < 560 ? 92 : 130 };
  const least = Math.min(...snapshots.flatMap(({ shares }) => shares.filter((share) => share > 0)), 0.1);
  const decades = Math.ceil(-Math.log10(Math.max(LOWEST, least)));
  const stepY = HEAD + picture.height + FOOT;
  const top = 24;
  const height = top + Math.ceil(snapshots.length / columns) * stepY;
  const label: Panel = {
    x: 0,
    y: 0,
    plot: {
      width,
      height: top,
      margin: 0,
      marks: [textAt('share of the logits’ energy, by frequency', 1, 8, { fontSize: FONT_SIZE, colour: colours.ink })],
    },
  };
  const panels = snapshots.map((snapshot, i): Panel => ({
    x: (i % columns) * (room + GAP),
    y: top + Math.floor(i / columns) * stepY,
    plot: {
      width: LEFT + room,
      height: stepY,
      margin: 0,
      marks: pictureMarks(snapshot, keys, decades, { ...picture, isFirst: i % columns === 0 }),
    },
  }));
  return { svg: render([label, ...panels], { id, theme, width, height }), width, height, time: null };
}

function finding(run: RunResults, keys: readonly number[], snapshots: readonly Snapshot[]): string {
  const told = snapshots.filter(({ shares }) => shares.every(Number.isFinite));
  const broken = snapshots.find((snapshot) => !told.includes(snapshot))?.epoch;
  if (told.length === 0) return withDivergence(run, null, broken);
  const parts = told.map((snapshot) => `${formatShare(heldBy(keys, snapshot))} at epoch ${formatCount(snapshot.epoch)} (${snapshot.name})`); // prettier-ignore
  return withDivergence(
    run,
    `Along cos and sin w_k(a+b), ${frequenciesInWords(keys)} hold ${parts.join(', ')} of the logits' energy ` +
      `(seed ${run.record.spec.seed}).`,
    broken,
  );
}

export const spectrumStrip: FigureKind = {
  version: 1,
  needs: 'one run with the measure progress and a key frequency',
  canDraw: (runs) => runs.length === 1 && (runs[0]?.progress?.keyFrequencies.length ?? 0) > 0,
  draw: ([run], options) => {
    if (!run?.progress) throw new TypeError(`spectrumStrip: run ${run?.record.id ?? '(none)'} has no measure progress`);
    const { progress } = run;
    const keys = progress.keyFrequencies;
    const snapshots = snapshotsOf(run, progress);
    return Promise.resolve({
      ...drawStrip(snapshots, keys, options),
      alt: finding(run, keys, snapshots),
      table: {
        columns: [
          'moment',
          'epoch',
          'test accuracy',
          ...keys.map((k) => `share of frequency ${k}`),
          'share of all key',
        ],
        rows: snapshots.map((snapshot) => [
          snapshot.name,
          snapshot.epoch,
          ...[snapshot.testAccuracy, ...keys.map((k) => snapshot.shares[k - 1] ?? NaN), heldBy(keys, snapshot)].map(
            (x) => cell(x),
          ),
        ]),
      },
      csv: toCsv({
        columns: ['epoch', 'moment', 'frequency', 'share_of_logit_energy'],
        rows: snapshots.flatMap(({ epoch, name, shares }) =>
          shares.map((share, i) => [epoch, name, i + 1, Number(share.toPrecision(4))]),
        ),
      }),
    });
  },
};
