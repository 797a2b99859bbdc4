/** Texts of the gallery: experiments that vary one or two parameters. */
import type { GalleryTexts } from './entry.ts';

export const sweeps = {
  'time-to-grok': {
    title: 'Time to grok',
    number: null,
    line: 'How long generalization takes, against what was varied.',
    shows:
      'For every run of a sweep the first evaluation with 95 % test accuracy: against a number on logarithmic axes, or in rows where what varies is a name. A line is the power law through all runs, with its slope and 95 % interval.',
    read: 'A filled point got there; an open one with an arrow did not within its budget, so its time lies somewhere beyond. A ring with a cross got there and lost it again. Where cells have several seeds, the bold line is their median.',
    watch:
      'Points that fall on a straight line: equal factors of the parameter are equal factors of time. A slope near −1 says that the two trade one for one.',
    wrong:
      'A line that ignores the open points and is too flat for it. Points on the lowest possible epoch: the runs are evaluated too seldom to tell. One seed a cell: neighbours may swap by chance.',
    terms: ['t-95', 'grokking', 'weight-decay'],
  },
  'sweep-curves': {
    title: 'Accuracy in every cell',
    number: null,
    line: 'Small multiples: the same two curves for every value of a parameter.',
    shows:
      'Accuracy on training pairs (dashed) and on unseen ones (solid), a panel for every value of what is varied, in its order; two parameters are rows and columns, with an empty frame where there is no run. Of several seeds thin lines and their median. A hairline is the end of the budget.',
    read: 'All panels have one clock, logarithmic, and one scale. Go along a row and follow the solid rise; a curve that ends before the hairline was stopped because it had generalized.',
    watch:
      'The dashed rise stays where it is while the solid one moves from panel to panel: what is varied changes the wait, not the memorizing.',
    wrong:
      'A solid line that rises and falls back: the run is unstable and its time to 95 % tells half of it. Both rises that move together: the parameter sets the pace of all learning.',
    terms: ['plateau', 'memorization', 't-95'],
  },
  'scaled-time': {
    title: 'The clock of regularization',
    number: null,
    line: 'All runs against epochs times learning rate times weight decay, to see them fall together.',
    shows:
      'Test accuracy of all runs of a sweep twice, by epoch and by epochs × learning rate × weight decay, on axes that span one factor; one colour for each product of the two. Below, when each run is at 95 %, and in grey the range of all of them.',
    read: 'One unit of this clock is the time in which decay alone would shrink the weights by a factor of $e$. Curves on top of each other need the same number of such units; the factor says how far they are from it.',
    watch:
      'A wide grey band by epoch and a narrow one on the clock of decay: then the wait goes as the time that decay needs to shrink what memorized.',
    wrong:
      'Curves in order of their colours: the product does not set the clock alone. Open points inside the grey range tell nothing yet: their budgets were too short.',
    terms: ['weight-decay', 't-95', 'weight-norm'],
  },
  aftermath: {
    title: 'After 99 %',
    number: null,
    line: 'Whether runs stay where they have got to, and for how long that was watched.',
    shows:
      'For each run a line at 100 % from its first 99 % test accuracy on, as long as the run was followed, with the accuracy hanging from it where it is lower. To the right, how often it fell below 90 %, to be back at 99 % in between, and how far.',
    read: 'All lines begin at 0, whenever their runs got there. A tick is an evaluation below 99 %, the longer the lower; the line ends where the run was stopped.',
    watch:
      'Short ticks are noise of large steps. Long ones are a network that lost most of what it knew and found it again.',
    wrong:
      'A line without ticks that ends early: nothing is known of what would have come. Ticks that seem to become denser to the right: the axis is logarithmic, and a thousand epochs are narrower there.',
    terms: ['grokking', 'run'],
  },
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
