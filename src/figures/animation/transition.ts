/**
 * The film of the transition: accuracy so far, the embedding's spectrum and the correct logit of all pairs, together.
 */
import { mean } from '../../lab/mean.ts';
import { nearestIndex } from '../../lab/measures/nearest.ts';
import { divergedAt, divergenceEpoch } from '../divergence.ts';
import { accuracyFinding } from '../findings.ts';
import { formatCount, formatNumber } from '../format.ts';
import type { RunFilm } from './film.ts';
import { animationPalette } from './palette.ts';
import { FRAME_HEIGHT, FRAME_WIDTH } from './readout.ts';
import { STRIP_FONT_SIZE, type KeyPicture } from './strip.ts';
import { canAnimate, keyShare, transitionOf, type Transition, type TransitionFrame } from './transitionFrames.ts';
import { MAP_INSET, MAP_PALETTE, mapPlot, scene, spectrumPlot } from './transitionScene.ts';

export const transition: RunFilm = {
  needs: 'one run with the measures fourier and pairs',
  canShow: canAnimate,
  storyboardOf: (run) => {
    const data = transitionOf(run);
    const at = (i: number): TransitionFrame => data.frames[i] as TransitionFrame;
    return {
      width: FRAME_WIDTH,
      height: FRAME_HEIGHT,
      palette: animationPalette(MAP_PALETTE),
      epochs: data.frames.map(({ epoch }) => epoch),
      panelsOf: (i) => scene(data, at(i)),
      keyPicture: keyPictureOf(data),
      alt: describe(data),
    };
  },
};

/** The spectrum above the map. */
function keyPictureOf(data: Transition): KeyPicture {
  // Half steps of p: at two pixels a unit, the cells are equal.
  const side = data.p > 170 ? 170 : (data.p / 2) * Math.floor(170 / (data.p / 2));
  const bars = 90;
  const mapTop = bars + 3.2 * STRIP_FONT_SIZE;
  return {
    width: side + MAP_INSET + 10,
    height: mapTop + side + 3.2 * STRIP_FONT_SIZE,
    inset: MAP_INSET,
    panelsOf: (i, isFirst) => {
      const frame = data.frames[i] as TransitionFrame;
      const look = { fontSize: STRIP_FONT_SIZE, isTitled: isFirst };
      return [
        { x: MAP_INSET, y: 0, plot: spectrumPlot(data, frame, { ...look, width: side, height: bars }) },
        { x: 0, y: mapTop, plot: mapPlot(data, frame, { ...look, side }) },
      ];
    },
  };
}

function describe(transition: Transition): string {
  const { run, keys, frames } = transition;
  // A diverged run ends in NaN: its story is told up to the last frame before.
  const whole = frames.filter((frame) => Number.isFinite(meanLogit(transition, frame) + Math.hypot(...frame.norms)));
  const [first] = whole;
  const last = whole.at(-1);
  const broken = frames.find((frame) => !whole.includes(frame));
  const divergence = broken && divergenceEpoch(run) === null ? ` The run ${divergedAt(run, broken.epoch)}.` : '';
  const accuracy = `${accuracyFinding([run])}${divergence}`;
  if (!first || !last) return accuracy;
  const end = broken ? `at epoch ${formatCount(last.epoch)}` : 'at the end';
  const spectrum =
    `The key frequencies ${keys.join(', ')} hold ${keyShare(transition, first.norms)} of the embedding's squared Fourier norm ` +
    `at the start and ${keyShare(transition, last.norms)} ${end}.`;
  const epochs = whole.map(({ epoch }) => epoch);
  const memorizedAt = run.record.summary.tMem?.at ?? 0;
  const memorized = whole[nearestIndex(epochs, memorizedAt)] ?? first;
  const [trained, heldOut] = [1, 0].map((split) => formatNumber(meanLogit(transition, memorized, split)));
  const count = formatCount(last.correctLogit.length);
  const logits =
    `The right answer's logit minus the mean logit averages ${trained} over trained and ${heldOut} over held-out pairs ` +
    `at epoch ${formatCount(memorized.epoch)}, and ${formatNumber(meanLogit(transition, last))} over all ${count} pairs ${end}.`;
  return [accuracy, ...(keys.length > 0 ? [spectrum] : []), logits].join(' ');
}

/** Mean over one split (1: trained, 0: held out) or all pairs, logits. */
function meanLogit({ run }: Transition, { correctLogit }: TransitionFrame, split?: number): number {
  const isTrain = run.pairs?.isTrain ?? [];
  return mean(correctLogit.filter((_, pair) => split === undefined || isTrain[pair] === split));
}
