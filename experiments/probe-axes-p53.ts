import { defineExperiment } from '../src/lab/definition.ts';
import controls from './probe-controls-p53.ts';

/** Offsets of which one thing is another than in "stencil-p53"; first three of those as they are there. */
const PROBES = [
  { stencil: '0' },
  { stencil: '-1' },
  { stencil: '+1' },
  // Through which side the model is trained, with nothing of the past.
  { stencil: '0', gradient: 'input' },
  { stencil: '0', gradient: 'target' },
  // How many epochs the past is away.
  { stencil: '-1', lag: 10 },
  { stencil: '-1', lag: 100 },
  { stencil: '+1', lag: 10 },
  { stencil: '+1', lag: 100 },
  // Whether the past is that of the same example.
  { stencil: '-1', pairing: 'shuffled' },
  { stencil: '+1', pairing: 'shuffled' },
  // Whether anything is predicted at all.
  { stencil: '0', learns: 'nothing' },
  { stencil: '0', learns: 'noise' },
  // How strong the pull is.
  { stencil: '0', weight: 0.01 },
  { stencil: '0', weight: 0.03 },
  { stencil: '0', weight: 0.2 },
  { stencil: '0', weight: 0.3 },
  { stencil: '0', weight: 1 },
  { stencil: '0', weight: 3 },
  { stencil: '0', weight: 10 },
  // The weight of 0.1 if squared errors are summed over the 512 units, where we take their mean.
  { stencil: '0', weight: 51.2 },
  // Whether three offsets pull otherwise than one at the same weight in all.
  { stencil: '-1,0,+1' },
  { stencil: '-1,0,+1', weight: 0.033 },
  // Whether it is enough to shrink what is predicted: a relative error does not become smaller by that.
  { stencil: '0', error: 'relative' },
  { stencil: '0', error: 'relative', weight: 1 },
  // The same for each unit by itself: no large direction can stand for the others.
  { stencil: '0', error: 'unit-relative' },
  { stencil: '0', error: 'unit-relative', weight: 1 },
  // How able the probe.
  { stencil: '0', hidden: 8 },
  { stencil: '0', hidden: 512 },
];

export default defineExperiment({
  slug: 'probe-axes-p53',
  title: 'What a self-prediction probe needs, modulo 53',
  question: 'Which parts of a self-prediction probe are needed for whatever it does to the time to grok?',
  source:
    'ours: readings that the text of "Grokking as Manifold Selection Under Constraint" leaves open, and controls that it lacks',
  base: controls.base,
  cells: [null, ...PROBES.map((options) => ({ name: 'probe@1', ...options }))].map((regularizer) => ({ regularizer })),
  grid: { seed: [0, 1, 2, 3, 4] },
  measures: ['activations', 'fourier', 'norms'],
  inProgress: true,
});
