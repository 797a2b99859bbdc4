/**
 * `neuronFilm`: how some neurons of the last layer respond to every pair, at the frames of a film.
 *
 * Which neurons: six of the final network, by `strongestInTurn` (neuronChoice.ts).
 *
 * measures/neuron-film.safetensors: `neurons` [N] and `frequency` [N] (0: none explains it), `epochs` [T], `scale` [N]
 * (activation of one level), `levels` [T, N, P], uint8: ReLU outputs in units of the scale, pairs in the task's order.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../engine/program.ts';
import { residualStream } from '../models/transformer.ts';
import type { Parameters } from '../models/parameters.ts';
import { encodeSafetensors } from '../safetensors.ts';
import type { RunSpec } from '../spec.ts';
import { allPairs, examplesOf } from '../tasks/modular.ts';
import { finalKeyFrequencies } from './embeddingFourier.ts';
import { neuronEnergies, neuronPower } from './fourierTensors.ts';
import { chooseFramesWithin } from './frames.ts';
import { evaluate, finiteCheckpoints, type Measure, type MeasureContext } from './measure.ts';
import { strongestFirst, strongestInTurn, type NeuronInTurn } from './neuronChoice.ts';
import { parameterInputs } from './programs.ts';

const NEURONS = 6;
/** Keeps the file at 3.2 MB for p = 113. */
const MOST_FRAMES = 41;
const HIGHEST_LEVEL = 255;

export const neuronFilm: Measure = {
  compute: async (context) => {
    const { spec, rows, parametersAt, compile } = context;
    const checkpoints = await finiteCheckpoints(context);
    const chosen = await finalChoice(context, await parametersAt(checkpoints.at(-1) ?? 0));
    const epochs = chooseFramesWithin(MOST_FRAMES, rows, checkpoints);
    const size = allPairs(spec.task).length;
    const activations = new Float32Array(epochs.length * chosen.length * size);
    const neurons = chosen.map(({ neuron }) => neuron);
    const executable = await compile(activationProgram(spec, neurons));
    for (const [t, epoch] of epochs.entries()) {
      const out = await evaluate(executable, await parametersAt(epoch));
      activations.set(out['activations'] ?? [], t * chosen.length * size);
    }
    await executable.dispose();
    const { levels, scale } = quantized(activations, chosen.length, size);
    const bytes = encodeSafetensors(
      {
        neurons: { shape: [neurons.length], data: Int32Array.from(neurons) },
        frequency: { shape: [neurons.length], data: Int32Array.from(chosen, ({ frequency }) => frequency) },
        epochs: { shape: [epochs.length], data: Int32Array.from(epochs) },
        scale: { shape: [neurons.length], data: scale },
        levels: { shape: [epochs.length, neurons.length, size], data: levels },
      },
      { measure: 'neuronFilm@1' },
    );
    return { name: 'neuron-film.safetensors', bytes };
  },
};

async function finalChoice(
  { spec, compile }: Pick<MeasureContext, 'spec' | 'compile'>,
  parameters: Parameters,
): Promise<NeuronInTurn[]> {
  const { energies, keys } = await finalKeyFrequencies({ spec, compile }, parameters);
  const executable = await compile(energyProgram(spec));
  const { neuronEnergy = new Float32Array(), neuronVariance = new Float32Array() } = await evaluate(
    executable,
    parameters,
  );
  await executable.dispose();
  return strongestInTurn(neuronEnergy, neuronVariance, strongestFirst(keys, energies), NEURONS);
}

/** Out: `neuronEnergy` [h, m] and `neuronVariance` [m], as in neuronEnergies. */
function energyProgram(spec: RunSpec): Program {
  const { p } = spec.task;
  const { a, b } = examplesOf(spec.task, allPairs(spec.task));
  return {
    inputs: parameterInputs(spec),
    run: (parameters) => {
      const { hidden } = residualStream(parameters, spec.model, tf.tensor1d(a, 'int32'), tf.tensor1d(b, 'int32'));
      return neuronEnergies(neuronPower(hidden, p), p);
    },
  };
}

/** Out: `activations` [N, P], of some neurons over all pairs of the task. */
function activationProgram(spec: RunSpec, neurons: readonly number[]): Program {
  const { a, b } = examplesOf(spec.task, allPairs(spec.task));
  const m = spec.model.dMlp;
  // Row i picks neuron number i.
  const pick = new Float32Array(neurons.length * m);
  neurons.forEach((neuron, i) => (pick[i * m + neuron] = 1));
  return {
    inputs: parameterInputs(spec),
    run: (parameters) => {
      const { hidden } = residualStream(parameters, spec.model, tf.tensor1d(a, 'int32'), tf.tensor1d(b, 'int32'));
      return { activations: tf.matMul(tf.tensor2d(pick, [neurons.length, m]), hidden, false, true) };
    },
  };
}

/** @param activations [T, N, P], not negative. One scale a neuron: its largest activation is the highest level. */
export function quantized(
  activations: Float32Array,
  neurons: number,
  size: number,
): { levels: Uint8Array; scale: Float32Array } {
  const neuronAt = (i: number): number => Math.floor(i / size) % neurons;
  const scale = new Float32Array(neurons);
  activations.forEach((x, i) => {
    const level = x / HIGHEST_LEVEL;
    if (Number.isFinite(level) && level > (scale[neuronAt(i)] ?? 0)) scale[neuronAt(i)] = level;
  });
  const levels = new Uint8Array(activations.length);
  activations.forEach((x, i) => {
    const unit = scale[neuronAt(i)] ?? 0;
    levels[i] = unit > 0 ? Math.min(HIGHEST_LEVEL, Math.round(x / unit)) : 0;
  });
  return { levels, scale };
}
