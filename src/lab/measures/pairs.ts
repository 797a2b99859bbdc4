/**
 * `pairs`: loss of every pair at four moments (float32), and the centred correct logit of every pair at the
 * frames of the animation (float16: pictures need no more).
 *
 * measures/pairs.safetensors: tensors `momentEpochs` [M], `loss` [M, P], `frameEpochs` [T], `correctLogit`
 * [T, P], pairs in the task's order (a outer, b inner), and `isTrain` [P] (1: trained on).
 */
import { encodeSafetensors } from '../safetensors.ts';
import { allPairs, splitTask } from '../tasks/modular.ts';
import { chooseFrames } from './frames.ts';
import { evaluate, type Measure } from './measure.ts';
import { pairProgram } from './programs.ts';
import { chooseMoments } from './stages.ts';

export const pairs: Measure = {
  compute: async ({ spec, rows, summary, checkpointEpochs, parametersAt, compile }) => {
    const frameEpochs = chooseFrames(rows, checkpointEpochs);
    const momentEpochs = chooseMoments(checkpointEpochs, summary);
    const list = allPairs(spec.task);
    const loss = new Float32Array(momentEpochs.length * list.length);
    const correctLogit = new Float16Array(frameEpochs.length * list.length);
    const executable = await compile(pairProgram(spec));
    for (const epoch of new Set([...frameEpochs, ...momentEpochs])) {
      const at = await evaluate(executable, await parametersAt(epoch));
      const frame = frameEpochs.indexOf(epoch);
      const moment = momentEpochs.indexOf(epoch);
      if (frame >= 0) correctLogit.set(at['correctLogit'] as Float32Array, frame * list.length);
      if (moment >= 0) loss.set(at['loss'] as Float32Array, moment * list.length);
    }
    await executable.dispose();
    const { train } = splitTask(spec.task, spec.seed);
    const trained = new Set(Array.from(train.a, (a, i) => a * spec.task.p + (train.b[i] as number)));
    const isTrain = Uint8Array.from(list, ([a, b]) => Number(trained.has(a * spec.task.p + b)));
    const bytes = encodeSafetensors(
      {
        momentEpochs: { shape: [momentEpochs.length], data: Int32Array.from(momentEpochs) },
        loss: { shape: [momentEpochs.length, list.length], data: loss },
        frameEpochs: { shape: [frameEpochs.length], data: Int32Array.from(frameEpochs) },
        correctLogit: { shape: [frameEpochs.length, list.length], data: correctLogit },
        isTrain: { shape: [list.length], data: isTrain },
      },
      { measure: 'pairs@1' },
    );
    return { name: 'pairs.safetensors', bytes };
  },
};
