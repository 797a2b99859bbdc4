import { defineExperiment } from '../src/lab/definition.ts';
import cleanup from './nanda-cleanup.ts';

export default defineExperiment({
  slug: 'wrong-answers',
  title: 'Which unseen pairs are right, and by how much the others miss',
  question:
    'On the plateau, which unseen pairs are answered right, and are the wrong answers near the right ones on some circle?',
  source: 'ours; two runs of nanda-cleanup, seen at their checkpoints',
  base: cleanup.base,
  grid: { seed: [2, 999] },
  measures: ['mistakes', 'twins'],
  inProgress: true,
});
