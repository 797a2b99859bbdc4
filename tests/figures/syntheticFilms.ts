/** What is measured of the one run that is filmed, of training that never took place: by closed form. */
import { chooseStages } from '../../src/lab/measures/stages.ts';
import { allPairs, type ModularTask } from '../../src/lab/tasks/modular.ts';
import type { Summary } from '../../src/lab/training/summary.ts';
import type { WeightMapResults } from '../../src/lab/measures/filmFiles.ts';
import type { RunResults } from '../../src/lab/store/results.ts';

/** A number in [0, 1) that looks random: position `i` of a Weyl sequence. */
const noise = (i: number): number => (i * 0.6180339887498949) % 1;

export interface FilmCourse {
  readonly task: ModularTask;
  readonly summary: Summary;
  readonly dimensions: number;
  readonly keys: readonly number[];
  readonly epochs: readonly number[];
  /** Share of what is learned by heart at each epoch. */
  readonly memory: readonly number[];
  /** Share of the transition that is over. */
  readonly understanding: readonly number[];
}

type FilmMeasures = Pick<RunResults, 'landscape' | 'neuronFilm' | 'weightMaps'>;

export const syntheticFilms = (course: FilmCourse): FilmMeasures => ({
  landscape: landscapeOf(course),
  neuronFilm: neuronFilmOf(course),
  weightMaps: weightMapsOf(course),
});

/** A bowl around the final network in the test loss, and a valley from it to the memorized one in the train loss. */
function landscapeOf({ epochs, memory, understanding }: FilmCourse): FilmMeasures['landscape'] {
  const at = (values: readonly number[], t: number): number => values[t] ?? 0;
  const range = (count: number, low: number): number[] => Array.from({ length: count }, (_, i) => low + 2 * i);
  const [x, y] = [range(21, -20), range(15, -16)];
  const places = y.flatMap((v) => x.map((u) => [u, v] as const));
  const coordinates = epochs.map((_, t): [number, number] => {
    const share = at(understanding, t);
    return [-16 + 16 * at(memory, t) + 14 * share, -12 + 12 * at(memory, t) + 20 * share * (1 - share)];
  });
  const train = ([u, v]: readonly [number, number]): number =>
    10 ** (-6 + Math.min(7, (0.1 * v) ** 2 * 9 + Math.max(0, -u / 4)));
  const test = ([u, v]: readonly [number, number]): number => 10 ** (1 - 6 * Math.exp(-(((u - 14) / 9) ** 2) - (v / 8) ** 2)); // prettier-ignore
  const memorized = Math.max(0, epochs.findIndex((_, t) => at(memory, t) > 0.99)); // prettier-ignore
  const halfway = Math.max(0, epochs.findIndex((_, t) => at(understanding, t) > 0.5)); // prettier-ignore
  return {
    x,
    y,
    trainLoss: Float32Array.from(places, train),
    testLoss: Float32Array.from(places, test),
    anchors: [memorized, epochs.length - 1, halfway].map((t) => {
      const place = coordinates[t] ?? ([0, 0] as const);
      return { epoch: epochs[t] ?? 0, place, trainLoss: train(place), testLoss: test(place) };
    }),
    epochs,
    coordinates,
    distance: epochs.map((_, t) => ([memorized, halfway, epochs.length - 1].includes(t) ? 0 : 12 * (1 - at(memory, t)) + 3 * noise(t + 1))), // prettier-ignore
  };
}

function neuronFilmOf({ task, keys, epochs, understanding }: FilmCourse): FilmMeasures['neuronFilm'] {
  const pairs = allPairs(task);
  const neurons = [3, 9, 1, 14, 6, 12];
  const frequency = neurons.map((_, i) => (i < 5 ? (keys[i % keys.length] ?? 1) : 0));
  const waveOf = (k: number, n: number): number => Math.cos((2 * Math.PI * k * n) / task.p);
  return {
    neurons,
    frequency,
    epochs,
    scale: neurons.map((_, i) => 0.01 * (i + 1)),
    levels: understanding.map((share, t) =>
      neurons.map((neuron, i) =>
        Uint8Array.from(pairs, ([a, b], pair) => {
          const k = frequency[i] ?? 0;
          const wave = k > 0 ? Math.max(0, waveOf(k, a) + waveOf(k, b)) / 2 : 0.2;
          return Math.round(255 * (share * wave + 0.4 * (1 - share) * noise(pair * (neuron + 1) + t)));
        }),
      ),
    ),
  };
}

function weightMapsOf({
  task: { p },
  summary,
  dimensions: d,
  keys,
  epochs,
  understanding,
}: FilmCourse): FilmMeasures['weightMaps'] {
  const stages = chooseStages(epochs, summary).map(({ epoch }) => epoch);
  const places = Array.from({ length: d }, (_, place) => place);
  const frequency = places.map((place) => keys[Math.floor((place * keys.length) / d)] ?? 1);
  const matrix = (epoch: number, sign: number): Float32Array => {
    const share = understanding[epochs.indexOf(epoch)] ?? 0;
    return Float32Array.from({ length: p * d }, (_, i) => {
      const [n, place] = [Math.floor(i / d), i % d];
      const wave = Math.cos((2 * Math.PI * (frequency[place] ?? 1) * n) / p - place);
      return sign * 0.3 * share * wave + 0.2 * (1 - 0.8 * share) * (noise(i + 1) - 0.5);
    });
  };
  const map = (sign: number): WeightMapResults => ({
    dimensions: places.map((place) => (place * 3) % d),
    frequency,
    matrices: stages.map((epoch) => matrix(epoch, sign)),
  });
  return { epochs: stages, W_E: map(1), W_U: map(-1) };
}

/** The measures as they are taken of a run that diverged at `epoch`: of the checkpoints before. */
export function filmsBefore({ landscape, neuronFilm, weightMaps }: FilmMeasures, epoch: number): FilmMeasures {
  const before = <T>(epochs: readonly number[], values: readonly T[]): T[] =>
    values.filter((_, t) => (epochs[t] ?? Infinity) < epoch);
  return {
    landscape: landscape && {
      ...landscape,
      epochs: before(landscape.epochs, landscape.epochs),
      coordinates: before(landscape.epochs, landscape.coordinates),
      distance: before(landscape.epochs, landscape.distance),
      anchors: landscape.anchors.map((anchor) => (anchor.epoch < epoch ? anchor : { ...anchor, epoch: before(landscape.epochs, landscape.epochs).at(-1) ?? 0 })), // prettier-ignore
    },
    neuronFilm: neuronFilm && {
      ...neuronFilm,
      epochs: before(neuronFilm.epochs, neuronFilm.epochs),
      levels: before(neuronFilm.epochs, neuronFilm.levels),
    },
    weightMaps: weightMaps && {
      ...weightMaps,
      epochs: before(weightMaps.epochs, weightMaps.epochs),
      W_E: { ...weightMaps.W_E, matrices: before(weightMaps.epochs, weightMaps.W_E.matrices) },
      W_U: { ...weightMaps.W_U, matrices: before(weightMaps.epochs, weightMaps.W_U.matrices) },
    },
  };
}
