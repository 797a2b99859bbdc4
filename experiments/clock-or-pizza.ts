import { defineExperiment } from '../src/lab/definition.ts';
import cleanup from './nanda-cleanup.ts';

export default defineExperiment({
  slug: 'clock-or-pizza',
  title: 'Clock or pizza, over training',
  question: 'Does a network keep the way of adding with which it generalizes?',
  source: 'ours, with the measures of Zhong et al. 2023; runs of nanda-cleanup, seen at their checkpoints',
  base: cleanup.base,
  grid: { seed: [0, 1, 2, 999] },
  measures: ['heldAttention', 'symmetryPath', 'unseenRestricted'],
});
