import { defineExperiment } from '../src/lab/definition.ts';
import cleanup from './nanda-cleanup.ts';

export default defineExperiment({
  slug: 'one-run',
  title: 'One run, watched closely',
  question:
    'What do the weights, the neurons and the loss around them look like while one network memorizes and then generalizes?',
  source: 'the run of the baseline through cleanup with seed 2; the plane of the loss after Garipov et al. 2018',
  base: cleanup.base,
  grid: { seed: [2] },
  measures: [
    'ablations',
    'attention',
    'circuit',
    'fourier',
    'landscape',
    'neuronFilm',
    'norms',
    'pairs',
    'planes',
    'progress',
    'trajectory',
    'weightMaps',
  ],
  checkpointEvery: 100,
  keepWeights: true,
});
