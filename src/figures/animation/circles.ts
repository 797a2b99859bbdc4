/** The film of the circles: the embedding in the planes of all key frequencies at once, each on its own scale. */
import { chooseFramesWithin } from '../../lab/measures/frames.ts';
import type { PlanesResults, RunResults } from '../../lab/store/results.ts';
import { frequenciesInWords, withDivergence } from '../checkpoints.ts';
import { formatCount, formatPercent, listed } from '../format.ts';
import { largestFinite } from '../divergence.ts';
import type { Place } from '../geometry.ts';
import { textAt } from '../marks.ts';
import { momentsOf, rowAt } from '../moments.ts';
import { colours } from '../palette.ts';
import { residueMarks, planePoints, strongest } from '../planes.ts';
import { cyclic, toHex } from '../ramps.ts';
import type { Panel } from '../render.ts';
import type { RunFilm, Storyboard } from './film.ts';
import { animationPalette, TEXT_EDGES, type Edge } from './palette.ts';
import { FONT_SIZE, FRAME_HEIGHT, FRAME_WIDTH, INNER_WIDTH, PADDING, READOUT, readout } from './readout.ts';

/** Colours around a circle: few, each with its edges. */
const HUES = 14;
const PALETTE = animationPalette([], {
  edges: [
    ...TEXT_EDGES,
    [colours.faint, 2],
    ...Array.from({ length: HUES }, (_, i): Edge => [toHex(cyclic.at(i / HUES)), 3]),
  ],
});

/** For small files: the lines of five planes hardly compress. */
const MOST_FRAMES = 41;
const GAP = 14;
/** px below a picture: one row of text. */
const FOOT = 34;

/** As large as `count` equal pictures can be in a frame, row by row, the last row in the middle. */
function layout(count: number): { side: number; places: Place[] } {
  const top = PADDING + READOUT;
  const room = FRAME_HEIGHT - top - PADDING;
  const sideOf = (columns: number): number => {
    const rows = Math.ceil(count / columns);
    return Math.floor(Math.min((INNER_WIDTH - (columns - 1) * GAP) / columns, room / rows - FOOT));
  };
  const all = Array.from({ length: count }, (_, i) => i + 1);
  const columns = all.reduce((best, n) => (sideOf(n) > sideOf(best) ? n : best), 1);
  const side = sideOf(columns);
  const rows = Math.ceil(count / columns);
  const spare = (room - rows * (side + FOOT)) / rows;
  const places = all.map((_, i): Place => {
    const row = Math.floor(i / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = (FRAME_WIDTH - inRow * side - (inRow - 1) * GAP) / 2;
    return { x: left + (i % columns) * (side + GAP), y: top + spare / 2 + row * (side + FOOT + spare) };
  });
  return { side, places };
}

/** [key frequency]: farthest that a residue of it gets from the centre. */
const reachesOf = ({ keyFrequencies, coordinates }: PlanesResults): number[] =>
  keyFrequencies.map((_, key) =>
    coordinates.reduce((reach, frame) => {
      const flat = frame[key] ?? new Float32Array();
      const distances = Array.from({ length: flat.length / 2 }, (_, n) =>
        Math.hypot(flat[2 * n] ?? NaN, flat[2 * n + 1] ?? NaN),
      );
      return largestFinite(distances, reach);
    }, 1e-9),
  );

interface PictureOptions {
  readonly key: number;
  readonly reach: number;
  readonly side: number;
  readonly fontSize: number;
}

function picture(planes: PlanesResults, t: number, { key, reach, side, fontSize }: PictureOptions): Panel['plot'] {
  const share = planes.share[t]?.[key] ?? NaN;
  const name = `k = ${planes.keyFrequencies[key]}`;
  const text = Number.isFinite(share) ? `${name} · ${formatPercent(share, 0)}` : name;
  return {
    width: side,
    height: side + FOOT,
    margin: 0,
    marks: [
      ...residueMarks(planePoints(planes, t, key), { side, reach, hues: HUES }),
      textAt(text, side / 2, side + 15, { anchor: 'middle', fontSize, colour: colours.ink }),
    ],
  };
}

const canShow = ({ planes }: RunResults): boolean =>
  Boolean(planes && planes.keyFrequencies.length > 0 && planes.epochs.length > 1);

function storyboardOf(run: RunResults): Storyboard {
  const { planes } = run;
  if (!planes || !canShow(run)) throw new TypeError(`circles: run ${run.record.id} lacks the measure planes`);
  const { keyFrequencies } = planes;
  const epochs = chooseFramesWithin(MOST_FRAMES, run.rows, planes.epochs);
  const frameOf = (i: number): number => planes.epochs.indexOf(epochs[i] ?? 0);
  const reaches = reachesOf(planes);
  const { side, places } = layout(keyFrequencies.length);
  const key = strongest(planes);
  const small = 200;
  return {
    width: FRAME_WIDTH,
    height: FRAME_HEIGHT,
    palette: PALETTE,
    epochs,
    panelsOf: (n) => {
      const epoch = epochs[n] ?? 0;
      const pictures = places.map(({ x, y }, i): Panel => {
        const options = { key: i, reach: reaches[i] ?? 1, side, fontSize: FONT_SIZE };
        return { x, y, plot: picture(planes, frameOf(n), options) };
      });
      return [readout(epoch, rowAt(run, epoch)), ...pictures];
    },
    keyPicture: {
      width: small + 20,
      height: small + FOOT,
      inset: 8,
      panelsOf: (n) => [
        { x: 8, y: 0, plot: picture(planes, frameOf(n), { key, reach: reaches[key] ?? 1, side: small, fontSize: 20 }) },
      ],
    },
    alt: finding(run, planes),
  };
}

function finding(run: RunResults, { keyFrequencies, epochs, share }: PlanesResults): string {
  const total = (t: number): number => Array.from(share[t] ?? []).reduce((sum, x) => sum + x, 0);
  const last = epochs.findLastIndex((_, t) => Number.isFinite(total(t)));
  if (last < 0) return withDivergence(run, null, epochs[0]);
  const plane = keyFrequencies.length === 1 ? 'plane' : 'planes';
  const parts = momentsOf(run, epochs)
    .filter(({ epoch }) => Number.isFinite(total(epochs.indexOf(epoch))))
    .map(
      ({ name, epoch }) => `${formatPercent(total(epochs.indexOf(epoch)), 0)} ${name} (epoch ${formatCount(epoch)})`,
    );
  const each = keyFrequencies.map((k, i) => `${formatPercent(share[last]?.[i] ?? NaN, 0)} at k = ${k}`);
  return withDivergence(
    run,
    `The ${run.record.spec.task.p} residues in the ${plane} of the final embedding's key ${frequenciesInWords(keyFrequencies)}, ` +
      `coloured by the angle each should have. The ${plane} hold of the embedding's squared norm: ${parts.join(', ')}. ` +
      `At epoch ${formatCount(epochs[last] ?? 0)} that is ${listed(each)} (seed ${run.record.spec.seed}).`,
    epochs[last + 1],
  );
}

export const circles: RunFilm = {
  needs: 'one run with the measure planes and a key frequency',
  canShow,
  storyboardOf,
};
