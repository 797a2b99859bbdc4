import { defineExperiment } from '../src/lab/definition.ts';
import baseline from './nanda-baseline.ts';

export default defineExperiment({
  slug: 'nanda-cleanup',
  title: 'The baseline, trained on through cleanup',
  question: 'What becomes of the algorithm in the thousands of epochs after it generalizes?',
  source: 'Nanda et al. 2023, §5 (the runs of the baseline without its stopping rule: the same networks, longer)',
  base: { ...baseline.base, epochs: 20_000, stop: null },
  grid: { seed: [0, 1, 2, 999] },
  measures: [
    'ablations',
    'attention',
    'circuit',
    'fourier',
    'isolation',
    'maps',
    'norms',
    'pairs',
    'planes',
    'progress',
    'spectra',
    'symmetry',
    'trajectory',
  ],
  checkpointEvery: 100,
  keepWeights: true,
});
