import { defineExperiment, type Cell } from '../src/lab/definition.ts';
import stencil from './stencil-p53.ts';

/** One thing changed at a time; all else as in "stencil-p53". */
const variant = (changes: Cell): Cell =>
  Object.fromEntries(
    Object.entries({
      stencil: '0',
      weight: 0.1,
      hidden: 64,
      gradient: 'both',
      lag: 1,
      pairing: 'same example',
      learns: 'activations',
      ...changes,
    }).map(([option, value]) => [`regularizer.${option}`, value]),
  );

export default defineExperiment({
  slug: 'probe-axes-p53',
  title: 'What a self-prediction probe needs, modulo 53',
  question: 'Which parts of a self-prediction probe are needed for whatever it does to the time to grok?',
  source:
    'ours: readings that the text of "Grokking as Manifold Selection Under Constraint" leaves open, and controls that it lacks',
  base: stencil.base,
  cells: [
    // Through which side the model is trained, with nothing of the past.
    variant({ gradient: 'input' }),
    variant({ gradient: 'target' }),
    // How far the past is away.
    variant({ stencil: '-1', lag: 10 }),
    variant({ stencil: '-1', lag: 100 }),
    variant({ stencil: '+1', lag: 10 }),
    variant({ stencil: '+1', lag: 100 }),
    // Whether the past is that of the same example.
    variant({ stencil: '-1', pairing: 'shuffled' }),
    variant({ stencil: '+1', pairing: 'shuffled' }),
    // Whether anything is predicted at all.
    variant({ learns: 'nothing' }),
    variant({ learns: 'noise' }),
    // How strong the pull is, and how able the probe.
    variant({ weight: 0.01 }),
    variant({ weight: 0.03 }),
    variant({ weight: 0.3 }),
    variant({ weight: 1 }),
    variant({ hidden: 8 }),
    variant({ hidden: 512 }),
  ],
  grid: { seed: [0, 1, 2, 3, 4] },
  measures: ['fourier', 'norms'],
  inProgress: true,
});
