/**
 * `landscape`: the loss in the plane through three networks of the run: memorized, half-way (the onset, or the plateau
 * where there is none) and final. θ = θ_memorized + x·u + y·v, u towards the final network and v, at right angles to it,
 * towards the one half-way. Source of the plane: Garipov et al. 2018, arXiv:1802.10026, App. A.1.
 *
 * measures/landscape.safetensors: `x` [X] and `y` [Y], in units of distance between weights; `trainLoss` and `testLoss`
 * [Y, X], means in nats; of the three networks `anchorEpochs`, `anchorTrainLoss`, `anchorTestLoss` [3] and
 * `anchorCoordinates` [3, 2]; of all T checkpoints `epochs` [T], their shadows in the plane `coordinates` [T, 2] and
 * their `distance` [T] from it.
 */
import type { Executable } from '../engine/program.ts';
import type { Parameters } from '../models/parameters.ts';
import { encodeSafetensors } from '../safetensors.ts';
import { splitTask } from '../tasks/modular.ts';
import { evaluationProgram } from '../training/programs.ts';
import { evaluate, finiteCheckpoints, type Measure, type MeasureContext } from './measure.ts';
import { chooseStages } from './stages.ts';
import { flatten, planeThrough, unflatten } from './weightPlane.ts';

/** Points along the longer side of the grid. */
const POINTS = 33;
/** Beyond the outermost shadow on each side, in its longer side. */
const MARGIN = 0.08;

export const landscape: Measure = {
  compute: async (context) => {
    const { spec, compile, parametersAt } = context;
    const epochs = await finiteCheckpoints(context);
    const anchorEpochs = anchorsOf(context, epochs);
    const anchors = [];
    for (const epoch of anchorEpochs) anchors.push(flatten(await parametersAt(epoch)));
    const plane = planeThrough(anchors as [Float32Array, Float32Array, Float32Array]);
    const shadows = [];
    for (const epoch of epochs) shadows.push(plane.shadowOf(flatten(await parametersAt(epoch))));
    const { x, y } = gridAround(shadows);
    const { task, model, seed } = spec;
    const executable = await compile(evaluationProgram({ p: task.p, model, split: splitTask(task, seed) }));
    const trainLoss = new Float32Array(y.length * x.length);
    const testLoss = new Float32Array(y.length * x.length);
    for (let i = 0; i < trainLoss.length; i++) {
      const place = [x[i % x.length] ?? NaN, y[Math.floor(i / x.length)] ?? NaN] as const;
      [trainLoss[i], testLoss[i]] = await lossesOf(executable, unflatten(plane.at(place), spec));
    }
    const atAnchors = [];
    for (const epoch of anchorEpochs) atAnchors.push(await lossesOf(executable, await parametersAt(epoch)));
    await executable.dispose();
    const column = (values: readonly number[]) => ({ shape: [values.length], data: Float32Array.from(values) });
    const indices = (values: readonly number[]) => ({ shape: [values.length], data: Int32Array.from(values) });
    const pairs = (values: readonly (readonly [number, number])[]) => ({ shape: [values.length, 2], data: Float32Array.from(values.flat()) }); // prettier-ignore
    const grid = { shape: [y.length, x.length] };
    const bytes = encodeSafetensors(
      {
        x: column(x),
        y: column(y),
        trainLoss: { ...grid, data: trainLoss },
        testLoss: { ...grid, data: testLoss },
        anchorEpochs: indices(anchorEpochs),
        anchorCoordinates: pairs(anchors.map((weights) => plane.shadowOf(weights).place)),
        anchorTrainLoss: column(atAnchors.map(([train]) => train)),
        anchorTestLoss: column(atAnchors.map(([, test]) => test)),
        epochs: indices(epochs),
        coordinates: pairs(shadows.map(({ place }) => place)),
        distance: column(shadows.map(({ distance }) => distance)),
      },
      { measure: 'landscape@1' },
    );
    return { name: 'landscape.safetensors', bytes };
  },
};

/** Epochs of the three networks: memorized, final, half-way. */
function anchorsOf({ summary }: MeasureContext, epochs: readonly number[]): number[] {
  const stages = chooseStages(epochs, summary);
  const at = (name: string): number | undefined => stages.find((stage) => stage.name === name)?.epoch;
  const last = epochs.at(-1) ?? 0;
  return [at('memorized') ?? epochs[0] ?? 0, last, at('onset') ?? at('plateau') ?? last];
}

/** Equally spaced in both directions, with a margin around all shadows. */
function gridAround(shadows: readonly { readonly place: readonly [number, number] }[]): {
  x: number[];
  y: number[];
} {
  const ends = ([0, 1] as const).map((axis) => {
    const values = shadows.map(({ place }) => place[axis]);
    return { low: Math.min(...values), high: Math.max(...values) };
  });
  const longest = Math.max(...ends.map(({ low, high }) => high - low)) || 1;
  const step = (longest * (1 + 2 * MARGIN)) / (POINTS - 1);
  const [x = [], y = []] = ends.map(({ low, high }) => {
    const count = Math.ceil((high - low + 2 * MARGIN * longest) / step - 1e-9) + 1;
    const start = (low + high - (count - 1) * step) / 2;
    return Array.from({ length: count }, (_, i) => start + i * step);
  });
  return { x, y };
}

async function lossesOf(executable: Executable, parameters: Parameters): Promise<[train: number, test: number]> {
  // What the curve itself is evaluated by.
  const { trainLoss, testLoss } = await evaluate(executable, parameters);
  return [trainLoss?.[0] ?? NaN, testLoss?.[0] ?? NaN];
}
