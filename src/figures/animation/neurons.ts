/** The film of the neurons: what six of them respond to over all pairs, each on its own scale. */
import { mean } from '../../lab/mean.ts';
import type { NeuronFilmResults } from '../../lab/measures/filmFiles.ts';
import type { RunResults } from '../../lab/store/results.ts';
import { heatmapUrl, levelOf } from '../bitmap.ts';
import { withDivergence } from '../checkpoints.ts';
import { formatCount, formatNumber, formatPercent, listed, textWidth } from '../format.ts';
import { imageAt, textAt } from '../marks.ts';
import { momentsOf, rowAt } from '../moments.ts';
import { pairGrid } from '../pairGrid.ts';
import { colours } from '../palette.ts';
import { cividis, levels } from '../ramps.ts';
import { rampLegend } from '../rampLegend.ts';
import type { Panel } from '../render.ts';
import type { RunFilm, Storyboard } from './film.ts';
import { animationPalette, TEXT_EDGES } from './palette.ts';
import { FONT_SIZE, FRAME_HEIGHT, FRAME_WIDTH, INNER_WIDTH, PADDING, READOUT, readout } from './readout.ts';
import { STRIP_FONT_SIZE } from './strip.ts';
import { mapSide } from './transitionScene.ts';

/** Few, for small files. */
const SHADES = levels(cividis, 12);
const PALETTE = animationPalette(SHADES, { edges: TEXT_EDGES });
const HIGHEST_LEVEL = 255;
const COLUMNS = 3;
/** Height of a picture's title, px. */
const TITLE = 32;
/** px between the pictures of a row. */
const GAP = 11;

/** Activations of one neuron: a downwards, b to the right. */
function mapUrl({ record }: RunResults, shown: Uint8Array): string {
  const { task } = record.spec;
  const shades = Float32Array.from(shown, (level) => levelOf(level / (HIGHEST_LEVEL + 1), SHADES.length));
  return heatmapUrl({ width: task.p, height: task.p, levels: pairGrid(task, shades), palette: SHADES });
}

/** "neuron 12 · k = 14". */
function nameOf({ neurons, frequency }: NeuronFilmResults, i: number): string {
  const k = frequency[i] ?? 0;
  return `neuron ${neurons[i] ?? ''}${k > 0 ? ` · k = ${k}` : ''}`;
}

interface PictureLook {
  readonly side: number;
  readonly fontSize: number;
  readonly name: string;
}

function picture(run: RunResults, shown: Uint8Array, { side, fontSize, name }: PictureLook): Panel['plot'] {
  return {
    width: side,
    height: TITLE + side,
    margin: 0,
    marks: [
      textAt(name, 0, 0.6 * fontSize + 2, { fontSize, colour: colours.ink }),
      imageAt(mapUrl(run, shown), { x: 0, y: TITLE, width: side, height: side }),
    ],
  };
}

const canShow = ({ neuronFilm }: RunResults): boolean => (neuronFilm?.epochs.length ?? 0) > 1;

function storyboardOf(run: RunResults): Storyboard {
  const { neuronFilm: film } = run;
  if (!film || !canShow(run)) throw new TypeError(`neurons: run ${run.record.id} lacks the measure neuronFilm`);
  const { p } = run.record.spec.task;
  const side = mapSide(p, 226);
  const top = PADDING + READOUT + 4;
  const left = (FRAME_WIDTH - COLUMNS * side - (COLUMNS - 1) * GAP) / 2;
  const small = mapSide(p, 226);
  const scale: Panel = {
    x: PADDING,
    y: top + 2 * (TITLE + side + 4) + 6,
    plot: {
      width: INNER_WIDTH,
      height: 30,
      margin: 0,
      marks: [
        textAt('a ↓  b →', 1, 12, { fontSize: FONT_SIZE }),
        ...rampLegend(
          { label: 'activation', ends: ['0', 'its largest'], palette: SHADES },
          { right: INNER_WIDTH, y: 12, fontSize: FONT_SIZE, rampWidth: 150 },
        ),
      ],
    },
  };
  const levelsAt = (t: number, i: number): Uint8Array => film.levels[t]?.[i] ?? new Uint8Array();
  return {
    width: FRAME_WIDTH,
    height: FRAME_HEIGHT,
    palette: PALETTE,
    epochs: film.epochs,
    panelsOf: (t) => {
      const epoch = film.epochs[t] ?? 0;
      const pictures = film.neurons.map((neuron, i): Panel => {
        const whole = nameOf(film, i);
        const name = textWidth(whole, FONT_SIZE) > side ? `neuron ${neuron}` : whole;
        return {
          x: left + (i % COLUMNS) * (side + GAP),
          y: top + Math.floor(i / COLUMNS) * (TITLE + side + 4),
          plot: picture(run, levelsAt(t, i), { side, fontSize: FONT_SIZE, name }),
        };
      });
      return [readout(epoch, rowAt(run, epoch)), ...pictures, scale];
    },
    keyPicture: {
      width: small + 16,
      height: 2 * (TITLE + small + 4),
      inset: 8,
      panelsOf: (t) =>
        film.neurons.slice(0, 2).map((neuron, i) => ({
          x: 8,
          y: i * (TITLE + small + 4),
          plot: picture(run, levelsAt(t, i), { side: small, fontSize: STRIP_FONT_SIZE, name: `neuron ${neuron}` }), // prettier-ignore
        })),
    },
    alt: finding(run, film),
  };
}

/** Share of a neuron's pairs at which it is off: below half a level. */
const shareOff = (shown: Uint8Array): number => shown.filter((level) => level === 0).length / shown.length;

function finding(run: RunResults, film: NeuronFilmResults): string {
  const { epochs, neurons, frequency, scale, levels: all } = film;
  const names = neurons.map((neuron, i) => {
    const k = frequency[i] ?? 0;
    const most = formatNumber(HIGHEST_LEVEL * (scale[i] ?? NaN));
    return `${neuron} (${k > 0 ? `frequency ${k}` : 'no single frequency'}, up to ${most})`;
  });
  const off = momentsOf(run, epochs).map(({ name, epoch }) => {
    const shown = all[epochs.indexOf(epoch)] ?? [];
    return `${formatPercent(mean(shown.map(shareOff)))} ${name} (epoch ${formatCount(epoch)})`;
  });
  return withDivergence(
    run,
    `What ${neurons.length} neurons of the last layer respond to, over all pairs: ${listed(names)}. ` +
      `They are off for this share of the pairs, on average: ${off.join(', ')} (seed ${run.record.spec.seed}).`,
  );
}

export const neurons: RunFilm = {
  needs: 'one run with the measure neuronFilm',
  canShow,
  storyboardOf,
};
