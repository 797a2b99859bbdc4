/**
 * `twins`: how the final network answers held-out pairs that the operation's symmetries turn into a training pair, and
 * how it answers the others. a² + b² is the same for (±a, ±b) and (±b, ±a): with 30 % of all pairs nine out of ten
 * held-out pairs have such a twin, and to answer them one need not know how to add. Source: ours.
 */
import { modulo, operations, type Operation } from '../tasks/operations.ts';
import { allPairs, splitTask, type Examples, type ModularTask } from '../tasks/modular.ts';
import { answersOf, answersProgram } from './answers.ts';
import { evaluate, type Measure } from './measure.ts';

/** measures/twins.json */
export interface TwinsMeasure {
  readonly measure: 'twins@1';
  /** Of the network looked at: the final one. */
  readonly epoch: number;
  /** Which of the seven changes of order and signs leave the answer as it is, for all pairs: "(b, a)", "(−a, b)", … */
  readonly symmetries: readonly string[];
  /** Held-out pairs with a twin among the training pairs, and without. */
  readonly withTwin: Answered;
  readonly without: Answered;
}

export interface Answered {
  readonly pairs: number;
  readonly right: number;
}

/** A change of order and signs. */
interface Change {
  readonly name: string;
  readonly of: (a: number, b: number, p: number) => [number, number];
}

const signed = (x: string, sign: number): string => (sign < 0 ? `−${x}` : x);

/** All but the one that changes nothing. */
const CHANGES: readonly Change[] = [false, true].flatMap((swaps) =>
  [1, -1].flatMap((s) =>
    [1, -1].flatMap((t): Change[] => {
      const [x, y] = swaps ? ['b', 'a'] : ['a', 'b'];
      const of: Change['of'] = (a, b, p) => [modulo(s * (swaps ? b : a), p), modulo(t * (swaps ? a : b), p)];
      return !swaps && s > 0 && t > 0 ? [] : [{ name: `(${signed(x, s)}, ${signed(y, t)})`, of }];
    }),
  ),
);

/** The changes after which every pair of the task has the same answer as before. */
export function symmetriesOf(task: ModularTask): Change[] {
  const { p, operation } = task;
  const { apply, isDefined = () => true }: Operation = operations[operation];
  const answer = (a: number, b: number): number => (isDefined(a, b) ? modulo(apply(a, b, p), p) : NaN);
  const pairs = allPairs({ ...task, pairs: 'ordered' });
  return CHANGES.filter(({ of }) => pairs.every(([a, b]) => answer(...of(a, b, p)) === answer(a, b)));
}

/** For each held-out pair whether a symmetry turns it into a training pair. */
export function haveTwin(task: ModularTask, { train, test }: { readonly train: Examples; readonly test: Examples }) {
  const { p } = task;
  const trained = new Set(Array.from(train.a, (a, i) => a * p + (train.b[i] ?? NaN)));
  const symmetries = symmetriesOf(task);
  return Array.from(test.a, (a, i) =>
    symmetries.some(({ of }) => {
      const [x, y] = of(a, test.b[i] ?? NaN, p);
      return trained.has(x * p + y);
    }),
  );
}

export const twins: Measure = {
  compute: async ({ spec, checkpointEpochs, parametersAt, compile }) => {
    const split = splitTask(spec.task, spec.seed);
    const epoch = checkpointEpochs.at(-1) ?? 0;
    const executable = await compile(answersProgram(spec, split.test));
    const { logits: z = new Float32Array() } = await evaluate(executable, await parametersAt(epoch));
    await executable.dispose();
    const isRight = Array.from(answersOf(z, spec.task.p), (answer, i) => answer === split.test.target[i]);
    const hasTwin = haveTwin(spec.task, split);
    const answered = (twin: boolean): Answered => {
      const chosen = isRight.filter((_, i) => hasTwin[i] === twin);
      return { pairs: chosen.length, right: chosen.filter(Boolean).length };
    };
    const json: TwinsMeasure = {
      measure: 'twins@1',
      epoch,
      symmetries: symmetriesOf(spec.task).map(({ name }) => name),
      withTwin: answered(true),
      without: answered(false),
    };
    return { name: 'twins.json', json };
  },
};
