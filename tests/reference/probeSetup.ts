/**
 * What tests/reference/probe.py starts from, as JSON on stdout: the split, the initial weights of model and probes, and
 * the permutation and noise of the controls. Only these are ours; the training there is PyTorch's.
 */
import { initialParameters, parameterShapes } from '../../src/lab/models/parameters.ts';
import { runSpecSchema } from '../../src/lab/spec.ts';
import { splitTask } from '../../src/lab/tasks/modular.ts';
import { randomStream, shuffled } from '../../src/lab/tasks/random.ts';
import { initialProbes, probeShapes } from '../../src/lab/training/regularizers/probe.ts';

const spec = runSpecSchema.parse({
  task: { p: 7, fracTrain: 0.6 },
  model: { dModel: 8, nHeads: 2, dMlp: 12 },
  optimizer: { learningRate: 1e-2, weightDecay: 1, warmupEpochs: 0 },
  epochs: 40,
  evaluateEvery: 1,
  seed: 5,
  regularizer: { name: 'probe@1', stencil: '-1,0,+1', hidden: 6 },
});
const { task, model, regularizer, seed } = spec;
if (regularizer?.name !== 'probe@1') throw new TypeError('probeSetup: the spec has no probe');
const split = splitTask(task, seed);
const list = (tensors: Record<string, Float32Array>, shapes: Readonly<Record<string, readonly number[]>>): object =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, data]) => [name, { shape: shapes[name], data: Array.from(data) }]),
  );
const examples = split.train.a.length;
const noise = randomStream(seed, 'probe/noise');
process.stdout.write(
  JSON.stringify({
    optimizer: spec.optimizer,
    epochs: spec.epochs,
    model,
    train: { a: Array.from(split.train.a), b: Array.from(split.train.b), target: Array.from(split.train.target) },
    test: { a: Array.from(split.test.a), b: Array.from(split.test.b), target: Array.from(split.test.target) },
    parameters: list(initialParameters(model, task.p, seed), parameterShapes(model, task.p)),
    probes: list(initialProbes(regularizer, model, seed), probeShapes(regularizer, model)),
    permutation: shuffled(
      Array.from({ length: examples }, (_, i) => i),
      randomStream(seed, 'probe/pairing'),
    ),
    noise: Array.from({ length: examples * model.dMlp }, () => Math.fround(noise.normal())),
  }),
);
