/** Texts of the gallery: hidden units of the MLP. */
import type { GalleryTexts } from './entry.ts';

export const neurons = {
  neurons: {
    title: 'Neurons explained by one frequency',
    number: null,
    line: 'How many of the 512 neurons have become waves, and of which frequency.',
    shows:
      'The fraction of neurons of which a single frequency explains more than 85 % of the variance over all pairs: in total, and by each key frequency.',
    read: 'The top line is the sum. A neuron is explained by terms of degree two at most: constants, waves in $a$ or in $b$, and their products.',
    watch: 'Neurons are won slowly and go on being won after accuracy is full: cleanup is visible here.',
    wrong:
      'A total near 1 before training: the criterion is too weak. A final total near 0 with perfect accuracy: the network uses another algorithm, or the wrong basis.',
    terms: ['mlp', 'fraction-of-variance-explained', 'cleanup'],
  },
  activations: {
    title: 'Hidden activations under a penalty',
    number: null,
    line: 'What a penalty or a probe does to the activations it pulls on.',
    shows:
      'Test accuracy, the mean square of the activations of the MLP, and the number of dimensions they vary in, over the training pairs; a line for each thing that was added to the loss, the median of its seeds.',
    read: 'Dimensions are the participation ratio of the covariance: $n$ where the activations vary alike in $n$ directions. The middle panel says whether the penalty makes them small, the lowest whether it makes them simple.',
    watch:
      'Whether the runs that generalize sooner are those whose activations are smaller, or those whose dimensions fall sooner.',
    wrong: 'Activations of size 0: the penalty has switched the MLP off, and what is learned goes around it.',
    terms: ['mlp', 'participation-ratio', 'self-prediction-probe'],
  },
  'neuron-clusters': {
    title: 'Neurons by frequency',
    number: 12,
    line: 'Every neuron at its best frequency, and how well that explains it.',
    shows:
      'Each of the 512 neurons of the final network as a point: across, the frequency that explains it best; upwards, how much of its variance that is. Above, how many of each cluster pass the line.',
    read: 'A column of points is a cluster of neurons that share a frequency; above the line at 85 % a neuron counts as explained. The scale spreads what is nearly all.',
    watch:
      'High clusters at the key frequencies, and second, low ones beneath some of them: neurons that mix two frequencies. A grey cluster belongs to a frequency that is not key.',
    wrong:
      'Low points over all frequencies: neurons that memorize. All points at the top before training is over: the fit has too many terms.',
    terms: ['mlp', 'key-frequency', 'fraction-of-variance-explained'],
  },
  'neuron-waves': {
    title: 'Neurons as wavetables',
    number: null,
    line: 'Six neurons over training: waves that come out of noise.',
    shows:
      'The activation of six neurons for the pairs $(a, 0)$, from the start of training (at the back) to its end (in front). Across runs $a$, in the order that walks once around the circle of the frequency that explains the neuron in the end. Colour is test accuracy.',
    read: 'Every line is drawn to its own peak: heights say nothing from line to line, shapes do. In the order of $a$ itself one would see $k$ cycles instead of one. What lies flat is cut off by the ReLU.',
    watch:
      'Waves that are there while the colour is still that of memory: neurons have their frequency before unseen pairs are answered.',
    wrong: 'Ragged lines in front: the neuron is not one of the circuit, or the frequency is not its own.',
    terms: ['mlp', 'key-frequency', 'memorization'],
  },
  'neuron-maps': {
    title: 'Activations of neurons',
    number: 15,
    line: 'What a neuron does, for every pair: a grid of one spacing.',
    shows:
      'The activation of single neurons of the final network for all pairs: the three that each key frequency explains best, and three that none does.',
    read: '$a$ runs downwards, $b$ to the right. Each picture has a scale of its own, from zero to the peak written above it; what is compared is shape.',
    watch:
      'Even grids of dots, as many along a side as the frequency says; and the last three, in which two spacings lie over each other.',
    wrong:
      'Single bright cells without order: the neuron remembers pairs. Bands in one direction only: it listens to one operand.',
    terms: ['mlp', 'key-frequency'],
  },
  'neuron-logit-map': {
    title: 'From neurons to logits',
    number: 16,
    line: 'What each neuron adds to each answer is made of the same few frequencies.',
    shows:
      'The neuron–logit map $W_L = W_U W_{\\text{out}}$: how sparse its spectrum becomes over epochs, what of it lies outside the key frequencies, and its final spectrum.',
    read: 'The Gini coefficient rises as fewer frequencies hold more; the residual falls as the key frequencies hold all. The bars are the last checkpoint.',
    watch: 'Bars that are tall and not key: the map still writes waves which hardly reach the logits.',
    wrong: 'A residual that stays near 1: the key frequencies of the logits are not written by this layer.',
    terms: ['neuron-logit-map', 'gini-coefficient', 'key-frequency'],
  },
  'neuron-spectra': {
    title: 'Spectra of all neurons',
    number: 17,
    line: '512 spectra in one picture, in order: the network divided by frequency.',
    shows:
      'How much of each neuron’s variance each frequency explains, in the final network: a column is a neuron, a row a frequency.',
    read: 'Columns are in the order of their best frequency, and within it of how good it is, so that neurons which share one stand together as a bright bar; the numbers beneath count them.',
    watch:
      'Few long bars at the key frequencies, which fade at their right ends, and beneath the fading the marks of a second frequency.',
    wrong:
      'Faint marks everywhere and no bars: neurons that memorize. In another order than that of frequency the same data look like that, too.',
    terms: ['mlp', 'folded-frequency', 'key-frequency'],
  },
} satisfies GalleryTexts;
