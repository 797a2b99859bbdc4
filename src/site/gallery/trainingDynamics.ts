/** Texts of the gallery: training dynamics. */
import type { GalleryTexts } from './entry.ts';

export const trainingDynamics = {
  'training-overview': {
    title: 'Training at a glance',
    number: 1,
    line: 'Loss, accuracy, weights and spectrum over the same epochs.',
    shows:
      'Four curves over one clock: loss, accuracy, the sum of squared weights and the Gini coefficient of the embedding’s spectrum; thin lines are single seeds, bold ones their median.',
    read: 'Go down a vertical line to see one moment from four sides. The clock is logarithmic; train is dashed, test is solid.',
    watch:
      'The order of events: accuracy on training pairs first, then the top of the weights and of the test loss, then the Gini coefficient, and test accuracy last.',
    wrong:
      'All four turn at the same epoch: then nothing was delayed, and the split may leak test pairs into training.',
    terms: ['grokking', 'gini-coefficient', 'weight-norm'],
  },
  'hidden-progress': {
    title: 'Progress that accuracy hides',
    number: 2,
    line: 'Numbers from inside the network that move while test accuracy waits.',
    shows:
      'What moves while test accuracy does not: losses with and without the key frequencies, the Gini coefficients of embedding and neuron–logit map, the weights, and the share of the logits in the key frequencies.',
    read: 'Find the stretch in which train accuracy is full and test accuracy creeps, and follow each panel through it. All panels have the same clock.',
    watch:
      'Curves that rise or fall steadily through the plateau: the network changes all along, and accuracy only shows the end of it.',
    wrong:
      'Every curve is flat until accuracy jumps, and jumps with it: either the checkpoints are too sparse, or the measure sees accuracy and nothing else.',
    terms: ['hidden-progress', 'progress-measure', 'plateau'],
  },
  phases: {
    title: 'Three phases',
    number: 3,
    line: 'Where memorization, circuit formation and cleanup end, by a rule.',
    shows:
      'The phases of training: of one run shaded behind its accuracy, of several a row of bars for each seed. Their bounds come from a rule on what happens inside, not from the eye.',
    read: 'Each colour is a phase and its end the epoch at which the rule ends it. A phase without an end did not end within the run.',
    watch:
      'How long the middle one is, and that it begins soon after the training pairs are known: most of the wait is circuit formation.',
    wrong:
      'Phases in another order or of no width: the key frequencies were taken from another network than the final one, or the run was too short to have phases.',
    terms: ['memorization', 'circuit-formation', 'cleanup'],
  },
  accuracy: {
    title: 'Accuracy on both splits',
    number: null,
    line: 'Memory comes first, understanding last: the curve that names the phenomenon.',
    shows:
      'The share of pairs answered correctly, for pairs the network was trained on (dashed) and pairs it never saw (solid). Thin lines are single seeds, the bold one is their median along time.',
    read: 'The clock is logarithmic: each labelled tick is ten times later than the one before. The distance between the dashed and the solid rise is the wait, as a factor.',
    watch:
      'A dashed line that is full at about a hundred epochs and solid ones that rise thousands of epochs later, at a different time for every seed.',
    wrong:
      'Both lines rise together: that is ordinary learning. Or the test line rises and falls back: the run is unstable, which its loss will show.',
    terms: ['grokking', 't-mem', 't-95', 'train-test-split'],
  },
  loss: {
    title: 'Loss on both splits',
    number: null,
    line: 'Test loss climbs far above guessing before it falls by many powers of ten.',
    shows:
      'The mean cross-entropy in nats on training and unseen pairs; both axes are logarithmic, and a hairline marks the loss of guessing.',
    read: 'Above the hairline a network is worse than one that knows nothing, because it is sure of wrong answers. Equal distances downwards are equal factors.',
    watch:
      'The peak of the test loss, soon after memorization, and its long fall, which begins thousands of epochs before accuracy rises steeply.',
    wrong:
      'A floor near 10⁻⁷ with steps in it: the loss was computed by subtracting nearly equal numbers, and the gradient has gone with it.',
    terms: ['cross-entropy', 'nat', 'chance-loss'],
  },
  'weight-norm': {
    title: 'Sum of squared weights',
    number: null,
    line: 'The weights swell to memorize and shrink to generalize.',
    shows: 'The sum of squared weights over training: of several seeds in total, or of one run by part of the network.',
    read: 'Up means larger weights. Where one run is shown, the labels at the right name the parts; the topmost line is the whole.',
    watch:
      'The rise to a peak while the training pairs are learned, a level stretch, and a fall that begins well before test accuracy rises.',
    wrong:
      'A sum that only grows: there is no weight decay. One that drops at once to almost nothing: the decay is stronger than the gradient, and nothing is learned.',
    terms: ['weight-norm', 'weight-decay', 'weights'],
  },
  'progress-losses': {
    title: 'Loss with and without the key frequencies',
    number: null,
    line: 'Restricted and excluded loss: the circuit grows while test loss still hides it.',
    shows:
      'Four losses of one run: on training and unseen pairs as it is, with only the key frequencies of its final network (restricted), and without them (excluded, training pairs).',
    read: 'Restricted low: the circuit alone can answer. Excluded high: without the circuit even the training pairs are lost. The shaded phases follow from these curves.',
    watch:
      'The restricted loss falls thousands of epochs before test loss does, and the excluded loss turns upwards earlier still.',
    wrong:
      'An excluded loss that stays low to the end: the frequencies taken out are not those the network uses. A restricted loss that falls only with test loss: nothing was hidden.',
    terms: ['restricted-loss', 'excluded-loss', 'circuit-formation'],
  },
} satisfies GalleryTexts;
