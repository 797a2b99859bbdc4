/** Measures of training that never took place: progress, attention and the path of the weights, by closed form. */
import { frequenciesOf } from '../../src/lab/measures/fourier.ts';
import type { RunResults } from '../../src/lab/store/results.ts';

/** A number in [0, 1) that looks random: position `i` of a Weyl sequence. */
const noise = (i: number): number => (i * 0.6180339887498949) % 1;
const brief = (x: number): number => Number(x.toPrecision(5));

export interface Course {
  readonly p: number;
  readonly keys: readonly number[];
  readonly heads: number;
  readonly epochs: readonly number[];
  /** Share of what is learned by heart at each epoch. */
  readonly memory: readonly number[];
  /** Share of the circuit that has formed: before it is seen in the test loss. */
  readonly circuit: readonly number[];
  /** Share of the transition that is over. */
  readonly understanding: readonly number[];
  /** How much curves tremble. @default 0 */
  readonly tremble?: number;
}

type Measures = Pick<
  RunResults,
  | 'activations'
  | 'attention'
  | 'mistakes'
  | 'progress'
  | 'symmetry'
  | 'symmetryPath'
  | 'trajectory'
  | 'twins'
  | 'unseenRestricted'
>;

export const syntheticMeasures = (course: Course): Measures => ({
  activations: activationsOf(course),
  attention: attentionOf(course),
  mistakes: mistakesOf(course),
  twins: twinsOf(course),
  progress: progressOf(course),
  symmetry: symmetryOf(course),
  symmetryPath: symmetryPathOf(course),
  trajectory: trajectoryOf(course),
  unseenRestricted: unseenRestrictedOf(course),
});

/** Operands alike until the circuit stands, told apart at the end. */
const symmetricity = (understanding: number): number => brief(0.95 - 0.6 * understanding ** 2);

/** Between a pizza and a clock. */
function symmetryOf({ p, keys, epochs, understanding }: Course): Measures['symmetry'] {
  const lean = 1 - 0.8 * (understanding.at(-1) ?? 0);
  return {
    measure: 'symmetry@1',
    epoch: epochs.at(-1) ?? 0,
    gradientSymmetricity: symmetricity(understanding.at(-1) ?? 0),
    distanceIrrelevance: brief(1 - 0.6 * lean),
    keyFrequencies: keys,
    amplitudes: keys.map((k, i) =>
      Array.from({ length: p }, (_, difference) =>
        brief((4 + 3 * i) * (1 - lean * (1 - Math.abs(Math.cos((Math.PI * k * difference) / p))))),
      ),
    ),
  };
}

const symmetryPathOf = ({ epochs, circuit, understanding }: Course): Measures['symmetryPath'] => ({
  measure: 'symmetryPath@1',
  epochs,
  gradientSymmetricity: understanding.map(symmetricity),
  distanceIrrelevance: understanding.map((share, t) => brief(1 - 0.6 * (circuit[t] ?? 0) + 0.5 * share ** 2)),
});

const unseenRestrictedOf = ({ p, keys, epochs, circuit }: Course): Measures['unseenRestricted'] => ({
  measure: 'unseenRestricted@2',
  epochs,
  keyFrequencies: keys,
  test: circuit.map((share) => brief(Math.log(p) * 10 ** (-6 * share))),
  withoutTwins: circuit.map((share) => brief(Math.log(p) * 10 ** (-5 * share))),
});

function progressOf(course: Course): Measures['progress'] {
  const { p, keys, epochs, memory, circuit, understanding, tremble = 0 } = course;
  const chance = Math.log(p);
  const wobble = (t: number, i: number): number => 10 ** (tremble * (noise(13 * t + i + 1) - 0.5));
  const over = (value: (t: number) => number, i: number): number[] =>
    epochs.map((_, t) => brief(value(t) * wobble(t, i)));
  const at = (values: readonly number[], t: number): number => values[t] ?? 0;
  const train = (t: number): number => chance * 10 ** (-6 * at(memory, t));
  const test = (t: number): number => (chance + 8 * at(memory, t)) * 10 ** (-6 * at(understanding, t));
  const restricted = (t: number): number => chance * 10 ** (-6.2 * at(circuit, t));
  const excluded = (t: number): number => chance * 10 ** (-3 * at(memory, t) + 3.3 * at(circuit, t));
  const split = (values: ((t: number) => number)[]): { train: number[]; test: number[]; all: number[] } => {
    const [train = [], test = []] = values.map(over);
    return { train, test, all: train.map((x, t) => brief(0.3 * x + 0.7 * (test[t] ?? 0))) };
  };
  const frequencies = frequenciesOf(p);
  const isKey = (k: number): boolean => keys.includes(k);
  const energies = epochs.map((_, t) =>
    frequencies.map((k) =>
      brief(isKey(k) ? 1 + ((k % 7) + 1) * 40 * at(circuit, t) : 1 - 0.9 * at(understanding, t) + 0.1 * noise(k + t)),
    ),
  );
  const wLNorms = epochs.map((_, t) =>
    frequencies.map((k) =>
      brief(isKey(k) ? 2 + 5 * at(circuit, t) : 2 - 1.9 * at(understanding, t) + 0.1 * noise(k * 7)),
    ),
  );
  return {
    measure: 'progress@1',
    epochs,
    keyFrequencies: keys,
    loss: {
      full: split([train, test]),
      restricted: split([restricted, restricted]),
      excluded: split([excluded, excluded]),
    },
    excludedByFrequency: keys.map((_, i) => over((t) => train(t) + 2 ** -i * at(circuit, t), i)),
    logitEnergies: energies,
    logitVariance: energies.map((row, t) =>
      brief(row.reduce((sum, x) => sum + x, 0) + 400 * (1 - at(understanding, t))),
    ),
    logitFve: circuit.map((x) => brief(0.95 * x)),
    neuronsExplained: circuit.map((x) => brief(0.85 * x)),
    neuronsByFrequency: keys.map((_, i) => circuit.map((x) => brief((x * (0.8 + 0.1 * i)) / keys.length))),
    wLNorms,
    wLGini: circuit.map((x, t) => brief(0.1 + 0.5 * x + 0.3 * at(understanding, t))),
    wLResidual: circuit.map((x, t) => brief(1 - 0.5 * x - 0.49 * at(understanding, t))),
    phases: {
      memorizationEnds: epochs.findLast((_, t) => at(circuit, t) === 0) ?? null,
      circuitEnds: epochs.findLast((_, t) => at(understanding, t) < 0.1) ?? null,
      cleanupEnds: epochs.find((_, t) => at(understanding, t) > 0.999) ?? null,
    },
  };
}

/** Of 100 held-out pairs those not understood are answered one step off on the first key circle, or anywhere. */
function mistakesOf({ p, keys: [k = 1], epochs, circuit, understanding }: Course): Measures['mistakes'] {
  const step = Array.from({ length: p }, (_, d) => d).find((d) => (k * d) % p === 1) ?? 1;
  const offsets = epochs.map((_, t) => {
    const right = Math.round(100 * (understanding[t] ?? 0));
    const near = Math.round((100 - right) * (circuit[t] ?? 0));
    const counts = new Array<number>(p).fill(0);
    counts[0] = right;
    counts[step] = near;
    for (let i = right + near; i < 100; i++) {
      const d = 1 + (i % (p - 1));
      counts[d] = (counts[d] ?? 0) + 1;
    }
    return counts;
  });
  return { measure: 'mistakes@1', epochs, offsets };
}

/** Twins come with the circuit, the others with understanding. */
const twinsOf = ({ epochs, circuit, understanding }: Course): Measures['twins'] => ({
  measure: 'twins@2',
  epochs,
  symmetries: ['(b, a)'],
  withTwin: { pairs: 30, right: epochs.map((_, t) => Math.round(30 * (circuit[t] ?? 0))) },
  without: { pairs: 70, right: epochs.map((_, t) => Math.round(70 * (understanding[t] ?? 0))) },
});

/** They grow with memory, and lie in fewer dimensions with the circuit. */
const activationsOf = ({ epochs, memory, circuit }: Course): Measures['activations'] => ({
  measure: 'activations@1',
  epochs,
  meanSquare: memory.map((x) => brief(0.01 + 1.6 * x)),
  dimension: circuit.map((x) => brief(20 - 12 * x)),
  active: memory.map((x) => brief(0.5 - 0.2 * x)),
});

function attentionOf({ p, keys, heads, epochs, circuit, tremble = 0 }: Course): Measures['attention'] {
  const all = Array.from({ length: heads }, (_, head) => head);
  const key = (head: number): number => keys[head % keys.length] ?? 1;
  const waves = (head: number, sign: number): number[] =>
    Array.from({ length: p }, (_, n) =>
      brief(1.2 * sign * Math.cos((2 * Math.PI * key(head) * n) / p + head) + tremble * noise(n)),
    );
  const over = (value: (head: number, share: number) => number): number[][] =>
    all.map((head) => circuit.map((share) => brief(value(head, share))));
  return {
    measure: 'attention@1',
    epochs,
    frequency: over((head, share) => (share > 0.05 ? key(head) : 1)),
    alpha: over((_, share) => 0.2 * share),
    beta: over((head, share) => 0.1 * share * head),
    fve: over((head, share) => 0.1 + (0.88 - 0.03 * head) * share),
    onEquals: over((head, share) => 0.33 * (1 - share) + 0.002 * head),
    finalScores: {
      first: all.map((head) => waves(head, 1)),
      second: all.map((head) => waves(head, -1)),
      equals: all.map((head) => -4 - head),
    },
  };
}

function trajectoryOf({ p, keys, epochs, memory, understanding, tremble = 0 }: Course): Measures['trajectory'] {
  const wobble = (t: number, i: number): number => tremble * (noise(7 * t + i) - 0.5);
  const at = (values: readonly number[], t: number): number => values[t] ?? 0;
  const panels = [...new Set([0, 0.3, 0.45, 0.6, 0.75, 1].map((share) => Math.round(share * (epochs.length - 1))))];
  const k = keys[0] ?? 1;
  return {
    measure: 'trajectory@1',
    epochs,
    weights: {
      coordinates: epochs.map((_, t) => [
        brief(-20 + 18 * at(memory, t) + 22 * at(understanding, t) + wobble(t, 1)),
        brief(-6 + 16 * at(memory, t) - 12 * at(understanding, t) + t / epochs.length + wobble(t, 2)),
        brief(wobble(t, 3)),
      ]),
      share: [0.71, 0.18, 0.04],
    },
    embedding: {
      epochs: panels.map((t) => epochs[t] ?? 0),
      coordinates: panels.map((t) =>
        Array.from({ length: p }, (_, n) => {
          const angle = (2 * Math.PI * k * n) / p;
          const share = at(understanding, t);
          return [
            brief(share * Math.cos(angle) + 0.7 * (1 - 0.7 * share) * (noise(n + t) - 0.5)),
            brief(share * Math.sin(angle) + 0.7 * (1 - 0.7 * share) * (noise(3 * n + t + 5) - 0.5)),
          ];
        }),
      ),
      share: panels.map((t) => [brief(0.05 + 0.2 * at(understanding, t)), brief(0.04 + 0.15 * at(understanding, t))]),
    },
    effectiveRank: { W_E: epochs.map((_, t) => 10 - at(understanding, t)), W_L: epochs.map(() => 9) },
  };
}
