import { defineExperiment } from '../src/lab/definition.ts';
import cleanup from './nanda-cleanup.ts';

export default defineExperiment({
  slug: 'wrong-answers',
  title: 'By how much wrong answers miss',
  question: 'Are the wrong answers of a network on the plateau near the right ones, on some circle?',
  source: 'ours; two runs of nanda-cleanup, seen at their checkpoints',
  base: cleanup.base,
  grid: { seed: [2, 999] },
  measures: ['mistakes'],
});
