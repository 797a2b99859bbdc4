import { defineExperiment } from '../src/lab/definition.ts';
import cleanup from './nanda-cleanup.ts';

export default defineExperiment({
  slug: 'swapped-pairs',
  title: 'Which unseen pairs are right on the plateau',
  question: 'Is what test accuracy creeps up with on the plateau more than swapped training pairs?',
  source: 'ours; runs of nanda-cleanup, seen at their checkpoints',
  base: cleanup.base,
  grid: { seed: [0, 1, 2, 999] },
  measures: ['twins'],
});
