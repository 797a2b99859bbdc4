/** Runs that end in NaN: sentences say when, and no figure shows what is not a number. */
import { describe, expect, test } from 'vitest';
import { filmKinds, type FilmKindName } from '../../src/figures/animation/index.ts';
import { drawFrame } from '../../src/figures/animation/makeAnimation.ts';
import { keyFrameStrip } from '../../src/figures/animation/strip.ts';
import { transition } from '../../src/figures/animation/transition.ts';
import { transitionOf } from '../../src/figures/animation/transitionFrames.ts';
import { divergenceEpoch } from '../../src/figures/divergence.ts';
import type { FigureKind } from '../../src/figures/figure.ts';
import { figureKinds, type FigureKindName } from '../../src/figures/index.ts';
import type { RunResults } from '../../src/lab/store/results.ts';
import { ofSeveral, SWEEP_KINDS } from './gallery.ts';
import { divergedRun, syntheticRun } from './syntheticRun.ts';

const AT = 2000;
const SAID = /diverged at epoch 2\u202f000/;
const NOT_A_NUMBER = /NaN|undefined|Infinity/;
const one = divergedRun(syntheticRun({ measured: true }), AT);
/** The measures alone hold NaN: the curve and its summary know of nothing. */
const { rows, record } = syntheticRun();
const unseen: RunResults = { ...one, rows, record };

/** Those that draw one run; of sweeps, sweeps.test.ts tells, and the last test here of the others. */
const needSeveral = new Set<string>([...SWEEP_KINDS, ...Object.keys(ofSeveral)]);
const kinds = Object.entries(figureKinds as Record<string, FigureKind>).filter(([name]) => !needSeveral.has(name));
const options = { id: 'fig', width: 600, theme: 'raster' } as const;

describe.each(kinds)('%s', (_, kind) => {
  test('of a diverged run says when it diverged', async () => {
    const { alt, svg, table } = await kind.draw([one], options);
    expect(alt).toMatch(SAID);
    for (const text of [alt, svg, JSON.stringify(table)]) expect(text).not.toMatch(NOT_A_NUMBER);
    expect(table.rows.flat()).not.toContain(NaN);
  });

  test('of several seeds names the one that diverged, and tells of the others', async () => {
    const runs = [syntheticRun(), divergedRun(syntheticRun({ seed: 1 }), AT), syntheticRun({ seed: 2 })];
    if (!kind.canDraw(runs)) return;
    const { alt, svg } = await kind.draw(runs, options);
    for (const text of [alt, svg]) expect(text).not.toMatch(NOT_A_NUMBER);
    if (/median/i.test(alt)) expect(alt).toMatch(/seed 1 diverged at epoch/i);
  });

  test('of seeds that all diverged says so', async () => {
    const runs = [one, divergedRun(syntheticRun({ seed: 1 }), 10)];
    if (!kind.canDraw(runs)) return;
    const { alt, svg } = await kind.draw(runs, options);
    expect(alt).toMatch(SAID);
    for (const text of [alt, svg]) expect(text).not.toMatch(NOT_A_NUMBER);
  });

  test('of measures that hold NaN says nothing that is not a number', async () => {
    const { alt, svg } = await kind.draw([unseen], options);
    for (const text of [alt, svg]) expect(text).not.toMatch(NOT_A_NUMBER);
  });
});

test.each([
  'pair-loss',
  'planes',
  'embedding-spectrum',
  'hidden-progress',
  'phases',
  'embedding-circles',
  'progress-losses',
  'excluded-by-frequency',
  'logit-energy',
  'neurons',
  'neuron-logit-map',
  'attention-fit',
  'weight-path',
  'embedding-components',
] as const)('%s takes the epoch from the measure where the curve does not know it', async (kind) => {
  expect(divergenceEpoch(unseen)).toBeNull();
  expect((await figureKinds[kind].draw([unseen], options)).alt).toMatch(SAID);
});

test('pair-loss: a run that diverges at once is init, then diverged', async () => {
  const { alt, svg } = await figureKinds['pair-loss'].draw([divergedRun(syntheticRun(), 10)], options);
  expect(alt).toMatch(
    /^Mean loss .* in nats: init \(epoch 0\) train [\d.]+, test [\d.]+; the run diverged at epoch 10/,
  );
  expect(svg).toContain('>diverged<');
  expect(alt).not.toContain('memorized');
});

test('weight-norm: the axis ends above the highest value before divergence', async () => {
  for (const runs of [[one], [one, divergedRun(syntheticRun({ seed: 1 }), AT)]])
    expect((await figureKinds['weight-norm'].draw(runs, options)).svg).toContain('>1\u202f500<');
});

test.each([
  { name: 'the run', run: one },
  { name: 'its measures', run: unseen },
])('the animation tells of $name up to the last whole frame', ({ run }) => {
  const storyboard = transition.storyboardOf(run);
  const { alt } = storyboard;
  expect(alt).toMatch(SAID);
  expect(alt).toMatch(/at the start and \d+\u202f% at epoch 1\u202f300\./);
  expect(alt).not.toMatch(NOT_A_NUMBER);
  const { highestNorm, logitReach } = transitionOf(run);
  expect(Number.isFinite(highestNorm + logitReach)).toBe(true);
  for (const i of storyboard.epochs.keys()) expect(drawFrame(storyboard, i)).not.toMatch(NOT_A_NUMBER);
});

test.each(Object.keys(filmKinds) as FilmKindName[])(
  'the film "%s" of a run that diverged shows and says numbers only',
  (name) => {
    for (const run of [one, unseen, divergedRun(syntheticRun({ measured: true }), 10)]) {
      if (!filmKinds[name].canShow([run])) continue;
      const storyboard = filmKinds[name].storyboardOf([run]);
      // Their measures leave out what is not a number: without the curve, nothing tells of it.
      if (run !== unseen || (name !== 'neurons' && name !== 'landscape'))
        expect(storyboard.alt).toMatch(/diverged at epoch/);
      for (const text of [storyboard.alt, keyFrameStrip(storyboard)]) expect(text).not.toMatch(NOT_A_NUMBER);
      for (const i of storyboard.epochs.keys()) expect(drawFrame(storyboard, i)).not.toMatch(NOT_A_NUMBER);
    }
  },
);

test.each(Object.keys(ofSeveral) as FigureKindName[])('%s: a run that diverged is drawn as any other', async (name) => {
  const runs = (ofSeveral[name]?.() ?? []).map((run, i) => (i === 0 ? divergedRun(run, 700) : run));
  const { alt, svg, table } = await figureKinds[name].draw(runs, options);
  for (const text of [alt, svg, JSON.stringify(table)]) expect(text).not.toMatch(NOT_A_NUMBER);
  expect(table.rows.flat()).not.toContain(NaN);
});
