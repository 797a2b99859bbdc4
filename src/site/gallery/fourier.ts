/** Texts of the gallery: the network seen as waves over the numbers. */
import type { GalleryTexts } from './entry.ts';

export const fourier = {
  'frequency-spectrum': {
    title: 'Frequency spectrum',
    number: 4,
    line: 'Which frequencies are key, by three rules: logits, W_L and neurons.',
    shows:
      'The final network over the 56 frequencies, three times: the share of the logits’ energy, the share of the squared norm of $W_L$, and the number of neurons that each frequency explains best.',
    read: 'Left are slow waves over the numbers, right are fast ones; for the network all are equally good. Coloured bars are the key frequencies of the logits; what another rule adds to them is black.',
    watch:
      'A few tall bars and nearly nothing between them, at other places for every seed; and a bar that is tall below and missing above: a frequency the neurons still hold and the logits no longer use.',
    wrong:
      'A low hedge of equal bars: the network has not grokked, or the task is not an addition and its numbers need another order first.',
    terms: ['key-frequency', 'folded-frequency', 'discrete-fourier-transform'],
  },
  'logit-fourier-map': {
    title: 'Fourier map of the logits',
    number: 5,
    line: 'The energy of the logits over pairs of frequencies, in a and in b.',
    shows:
      'The two-dimensional spectrum of the final logits, summed over the answers: one cell for each frequency in $a$ and each in $b$. Beside it, along which waves the power of the key frequencies lies.',
    read: 'A cell on the diagonal is a wave of one frequency in both operands, as addition makes them; what is constant in $a$ or in $b$ is set apart at the edge. Colours are logarithmic: a step is a factor.',
    watch:
      'A few bright cells on the diagonal, at the key frequencies; nearly all of their power in waves of the sum $a+b$, next to none in waves of the difference.',
    wrong:
      'Brightness at the edge alone: the network answers from one operand. As much power along $a-b$ as along $a+b$: it computes products of waves without adding the angles.',
    terms: ['logit', 'discrete-fourier-transform', 'key-frequency'],
  },
  'logit-energy': {
    title: 'Energy of the logits by frequency',
    number: 6,
    line: 'The key frequencies rise out of the noise of all others, one by one.',
    shows:
      'For each key frequency, its share of the energy that the logits have along $\\cos w_k(a+b)$ and $\\sin w_k(a+b)$, over epochs; and the median of all other frequencies as the floor.',
    read: 'Both axes are logarithmic. The distance of a line from the floor is how far the frequency stands out.',
    watch: 'When each line leaves the floor: long before accuracy rises, and not all at the same epoch.',
    wrong:
      'Lines that never part from the floor: no circuit has formed. A floor that rises with them: the basis is not that of the task.',
    terms: ['key-frequency', 'logit', 'hidden-progress'],
  },
  'excluded-by-frequency': {
    title: 'Training loss without one frequency',
    number: null,
    line: 'What each key frequency is worth: the loss when it alone is taken out.',
    shows:
      'The loss on the training pairs when one key frequency of the final network is removed from the logits, one line each, over epochs; and when all are.',
    read: 'The higher a line at the end, the more the network depends on that frequency. Early on, all lines are the loss itself: memory does not need frequencies.',
    watch:
      'The order in which the lines part from the whole loss, which is the order in which the network comes to rely on them.',
    wrong:
      'Lines that stay together to the end: taking the frequencies away costs nothing, so the network answers without them.',
    terms: ['excluded-loss', 'key-frequency', 'ablation'],
  },
  'frequency-count': {
    title: 'How many frequencies share the logits',
    number: null,
    line: 'From all of them to one or two, and back to a handful.',
    shows:
      'The effective number of frequencies in the logits at every checkpoint, one line a seed: the exponential of the entropy of their energies. A dot marks where half of the unseen pairs are right.',
    read: 'At 56 all frequencies have the same share, at 1 a single one has everything. The clock is logarithmic.',
    watch: 'The fall to one or two while accuracy still waits, and the rise to a handful when it comes.',
    wrong: 'A line that stays high: no frequencies were chosen.',
    terms: ['effective-number', 'key-frequency', 'logit'],
  },
  'embedding-frequencies': {
    title: 'Frequencies of the embedding',
    number: 7,
    line: 'The final embedding as waves: cosine upwards, sine downwards.',
    shows:
      'The norm of the final embedding $W_E$ along the cosine of each frequency, upwards, and along its sine, downwards. Coloured are the key frequencies of the logits.',
    read: 'A bar as long downwards as upwards is a circle: the numbers turn once around it, $k$ steps at a time. The constant is left out, since it says nothing about numbers.',
    watch:
      'Bars of even halves at the key frequencies; a tall one without colour, which the logits no longer use; and small ones at twice the key frequencies, modulo $p$.',
    wrong:
      'A bar with one half only: an ellipse or a line instead of a circle, and angles cannot be added on it. A flat hedge: the embedding is as random as at the start.',
    terms: ['embedding', 'key-frequency', 'gini-coefficient'],
  },
  'embedding-spectrum': {
    title: 'Spectrum of the embedding over time',
    number: 7,
    line: 'Out of an even spectrum a few lines emerge.',
    shows:
      'The norm of every frequency of the embedding $W_E$ at every checkpoint: a row is a frequency, a column an epoch.',
    read: 'Follow one row from left to right; brightness is the norm. The labelled rows are the key frequencies of the final logits.',
    watch: 'Rows that stay bright while all others fade, and when that parting begins.',
    wrong:
      'Rows that brighten and fade by turns: training is unstable. Even grey to the end: no frequencies were chosen.',
    terms: ['embedding', 'key-frequency', 'folded-frequency'],
  },
  'spectrum-strip': {
    title: 'Spectrum in six moments',
    number: 8,
    line: 'The spectrum of the logits from noise to a few lines.',
    shows:
      'The energy of the logits along $\\cos w_k(a+b)$ and $\\sin w_k(a+b)$ by frequency, at six moments of one run, on one logarithmic scale.',
    read: 'Left to right is time, with the epoch above each picture. A bar two lines higher has thousands of times the energy.',
    watch:
      'Coloured bars that stand out on the plateau already, and the hedge of all others, which rises while the network memorizes and sinks when it groks.',
    wrong:
      'The tall bars move from picture to picture: those are not frequencies the network keeps, or the pictures come from different runs.',
    terms: ['key-frequency', 'hidden-progress'],
  },
} satisfies GalleryTexts;
