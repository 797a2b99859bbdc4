/**
 * `mistakes`: by how much the network's answers to held-out pairs miss, at every checkpoint. A network that adds on a
 * circle of frequency k mixes up answers that lie near each other on that circle. Source: ours.
 */
import { splitTask } from '../tasks/modular.ts';
import { answersOf, answersProgram } from './answers.ts';
import { evaluate, type Measure } from './measure.ts';
import type { MistakesMeasure } from './wrongAnswers.ts';

export const mistakes: Measure = {
  compute: async ({ spec, checkpointEpochs: epochs, parametersAt, compile }) => {
    const { p } = spec.task;
    const { test } = splitTask(spec.task, spec.seed);
    const executable = await compile(answersProgram(spec, test));
    const offsets: number[][] = [];
    for (const epoch of epochs) {
      const { logits: z = new Float32Array() } = await evaluate(executable, await parametersAt(epoch));
      offsets.push(offsetsOf(z, test.target, p));
    }
    await executable.dispose();
    const json: MistakesMeasure = { measure: 'mistakes@1', epochs, offsets };
    return { name: 'mistakes.json', json };
  },
};

/** How often each offset occurs, [p]. @param z logits [N, p]. @param target [N] */
export function offsetsOf(z: Float32Array, target: Int32Array, p: number): number[] {
  const counts = new Array<number>(p).fill(0);
  answersOf(z, p).forEach((answer, i) => {
    const offset = (answer - (target[i] ?? NaN) + p) % p;
    counts[offset] = (counts[offset] ?? 0) + 1;
  });
  return counts;
}
