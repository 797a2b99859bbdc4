/** Texts of the gallery: what many runs say together. */
import type { GalleryTexts } from './entry.ts';

export const manyRuns = {
  'speed-up-forest': {
    title: 'Speed-ups, pair by pair',
    number: null,
    line: 'How many times as soon a variant gets there, against the same training without it.',
    shows:
      'For each variant the epochs that the plain run took to 99 % test accuracy over those that the variant took, on a logarithmic axis: a dot for each pair of one seed, and their geometric mean with its 95 % interval.',
    read: 'Right of the line at 1 the variant is sooner. A ring with an arrow is a pair of which one run did not get there in time: the ratio lies where it points. A diamond is what the source of the variant reports, from one run.',
    watch:
      'Whether an interval leaves out 1, and whether it leaves out the diamond. With three seeds intervals are wide.',
    wrong:
      'Dots of one row on both sides of 1: the seed decides more than the variant. A mean without an interval: there is one pair, or all are alike.',
    terms: ['grokking', 'seed'],
  },
  'phase-diagram': {
    title: 'Phase diagram',
    number: null,
    line: 'What became of every run of a sweep: neither, memorized, grokked or collapsed.',
    shows:
      'A cell for each run, in a row for one parameter and in a grid for two; runs of different seeds share a place. Letter and colour say whether it memorized, grokked, lost it again, or did nothing of all that. A dot: there is no run.',
    read: 'The words are defined by thresholds, and those can be moved: of train accuracy to have memorized, of test accuracy to have grokked, and below which that is lost. A ± marks verdicts that change when one of them moves by a fifth.',
    watch: 'Borders between letters, and whether they stay where they are when thresholds move.',
    wrong:
      'Borders made of ± alone: the diagram shows the definition and not the networks. Letters that alternate without order: one seed in each place is too few.',
    terms: ['grokking', 'memorization', 'run'],
  },
} satisfies GalleryTexts;
