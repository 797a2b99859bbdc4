/**
 * `twins`: how many held-out pairs are answered right at every checkpoint, of those that the operation's symmetries turn
 * into a training pair and of the others. a² + b² is the same for (±a, ±b) and (±b, ±a): with 30 % of all pairs nine out
 * of ten held-out pairs have such a twin, and to answer them one need not know how to add. Source: ours.
 */
import { modulo, operations, type Operation } from '../tasks/operations.ts';
import { allPairs, splitTask, type Examples, type ModularTask } from '../tasks/modular.ts';
import { answersOf, answersProgram } from './answers.ts';
import { evaluate, type Measure } from './measure.ts';

/** measures/twins.json */
export interface TwinsMeasure {
  readonly measure: 'twins@2';
  readonly epochs: readonly number[];
  /** Which of the seven changes of order and signs leave the answer as it is, for all pairs: "(b, a)", "(−a, b)", … */
  readonly symmetries: readonly string[];
  /** Held-out pairs with a twin among the training pairs, and without. */
  readonly withTwin: Answered;
  readonly without: Answered;
}

export interface Answered {
  readonly pairs: number;
  /** [T]: how many of them are answered right. */
  readonly right: readonly number[];
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
  compute: async ({ spec, checkpointEpochs: epochs, parametersAt, compile }) => {
    const split = splitTask(spec.task, spec.seed);
    const hasTwin = haveTwin(spec.task, split);
    const executable = await compile(answersProgram(spec, split.test));
    const right: { withTwin: number[]; without: number[] } = { withTwin: [], without: [] };
    for (const epoch of epochs) {
      const { logits: z = new Float32Array() } = await evaluate(executable, await parametersAt(epoch));
      const isRight = Array.from(answersOf(z, spec.task.p), (answer, i) => answer === split.test.target[i]);
      right.withTwin.push(isRight.filter((it, i) => it && hasTwin[i]).length);
      right.without.push(isRight.filter((it, i) => it && !hasTwin[i]).length);
    }
    await executable.dispose();
    const twinned = hasTwin.filter(Boolean).length;
    const json: TwinsMeasure = {
      measure: 'twins@2',
      epochs,
      symmetries: symmetriesOf(spec.task).map(({ name }) => name),
      withTwin: { pairs: twinned, right: right.withTwin },
      without: { pairs: hasTwin.length - twinned, right: right.without },
    };
    return { name: 'twins.json', json };
  },
};
