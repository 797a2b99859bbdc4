/** The matrix work of the measure `spectra`, as one program over all p² ordered pairs. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../engine/program.ts';
import { residualStream } from '../models/transformer.ts';
import type { RunSpec } from '../spec.ts';
import { basisTensor, foldedPower2d, neuronEnergies, neuronPower } from './fourierTensors.ts';
import { alongSums, logitPower } from './logitDirections.ts';
import { additiveExamples, parameterInputs } from './programs.ts';

/**
 * Out, h = (p − 1)/2 frequencies, m hidden units of the last layer, "rows" those of the 1-D basis: what `logitSpectra`
 * gives; `neuronEnergy` [h, m], `neuronVariance` [m] as in neuronEnergies;
 * `W_L` [m, p], W_out W_U of the last layer; `wLPower` [p], its squared norms along the rows over outputs;
 * `read` [p], component along a row over a + b of what that row of W_L over outputs reads from the hidden units, and
 * `readVariance` [p], squared norm of what it reads less its mean over pairs;
 * `embeddingPower` [p], squared norms of the residues' rows of W_E along the rows.
 */
export function spectraProgram(spec: RunSpec): Program {
  const { p } = spec.task;
  const { a, b } = additiveExamples(spec);
  return {
    inputs: parameterInputs(spec),
    run: (parameters) => {
      const [ta, tb] = [tf.tensor1d(a, 'int32'), tf.tensor1d(b, 'int32')];
      const { hidden, final } = residualStream(parameters, spec.model, ta, tb);
      const [W_E, W_U] = [parameters['W_E'], parameters['W_U']] as [tf.Tensor2D, tf.Tensor2D];
      const W_out = parameters[`blocks.${spec.model.nLayers - 1}.W_out`] as tf.Tensor2D;
      const basis = basisTensor(p);
      const W_L = tf.matMul<tf.Tensor2D>(W_out, W_U);
      const overOutputs = tf.matMul<tf.Tensor2D>(W_L, basis, false, true);
      const reads = tf.matMul<tf.Tensor2D>(hidden, overOutputs);
      return {
        ...logitSpectra(tf.matMul(final, W_U), p),
        ...neuronEnergies(neuronPower(hidden, p), p),
        W_L,
        wLPower: tf.sum(tf.square(overOutputs), 0),
        read: ownComponents(reads, identity(p), p),
        readVariance: tf.sum(tf.square(tf.sub(reads, tf.mean(reads, 0, true))), 0),
        embeddingPower: tf.sum(tf.square(tf.matMul(basis, tf.slice2d(W_E, [0, 0], [p, spec.model.dModel]))), 1),
      };
    },
  };
}

/**
 * Of logits [p², p], a outer: `logitPower2d` [h+1, h+1], squared norms of the logits less their overall mean along the 2-D
 * basis, folded as in foldedPower2d; `sumPower`, `differencePower` [p], squared norms of the logits along the 1-D basis over
 * a + b and over a − b; `matched` [p], components along a row over a + b times the same row over outputs.
 */
export function logitSpectra(logits: tf.Tensor2D, p: number): Record<string, tf.Tensor> {
  return {
    logitPower2d: foldedPower2d(tf.sub(logits, tf.mean(logits)), p),
    sumPower: logitPower(logits, residuesOf(p, 1), p),
    differencePower: logitPower(logits, residuesOf(p, -1), p),
    matched: ownComponents(logits, basisTensor(p), p),
  };
}

/** a + sign · b of every pair. */
const residuesOf = (p: number, sign: 1 | -1): tf.Tensor1D =>
  tf.tensor1d(
    Int32Array.from({ length: p * p }, (_, pair) => (Math.floor(pair / p) + sign * (pair % p) + p) % p),
    'int32',
  );

/** [p]: row r's component over a + b in X `own[r]`. @param x [p², p]. @param own [p, p], columns of X to be added up. */
function ownComponents(x: tf.Tensor2D, own: tf.Tensor2D, p: number): tf.Tensor {
  return tf.div(tf.sum(tf.mul(alongSums(x, residuesOf(p, 1), p), own), 1), Math.sqrt(p));
}

const identity = (p: number): tf.Tensor2D =>
  tf.tensor2d(
    Float32Array.from({ length: p * p }, (_, i) => Number(i % (p + 1) === 0)),
    [p, p],
  );
