/** Texts of the gallery: scores and losses of single pairs. */
import type { GalleryTexts } from './entry.ts';

export const logits = {
  'logit-comparison': {
    title: 'The right answer’s logit, whole and restricted',
    number: 18,
    line: 'What the key frequencies alone give the right answer, and what is left.',
    shows:
      'For every pair, the logit of the right answer in the final network, the same from the key frequencies alone (restricted), and the difference. The first two share a scale around the mean.',
    read: '$a$ runs downwards, $b$ to the right; white is the mean, orange above it, blue below. Lines from lower left to upper right have one sum, lines from upper left to lower right one difference.',
    watch:
      'The means agree: the circuit gives the right answers their height. What varies from pair to pair is not the circuit: it runs along $a - b$, which an addition should not know.',
    wrong:
      'A restricted mean far below the whole one: the key frequencies are not what this network answers with. Single strong cells in the difference: pairs still answered from memory.',
    terms: ['logit', 'restricted-loss', 'key-frequency'],
  },
  'circle-amplitudes': {
    title: 'Clock or pizza: the waves by angle',
    number: null,
    line: 'Whether a network cares how far apart its two numbers lie.',
    shows:
      'How strong the wave $\\cos w_k(a+b-c)$ is in the scores of the final network, for every key frequency $k$, by the angle between $a$ and $b$ on its circle, relative to numbers that lie side by side.',
    read: 'One picture a network; the strongest frequency is green and named, a line is the broader the stronger. The hairline at 1 is the clock, which treats all pairs alike; the dots are one circle of a pizza, alone, which averages the two points.',
    watch:
      'The right ends. A thousand epochs after a network has generalized, lines sink to about 0.6; after cleanup the strong ones lie flat.',
    wrong:
      'Strong lines far above 1: the amplitude for neighbours is nearly nothing, and the frequency is not used as either algorithm would. Ragged lines throughout: pairs are still answered from memory.',
    terms: ['logit', 'key-frequency', 'cleanup'],
  },
  'symmetry-path': {
    title: 'Clock or pizza, over training',
    number: null,
    line: 'A network that has just generalized can hardly tell its two operands apart.',
    shows:
      'How alike a score takes a change of $a$ and of $b$ (*gradient symmetricity*), how little the right score depends on their difference (*distance irrelevance*), and the unseen pairs that are right when each head keeps its mean attention.',
    read: 'A dot is where 99 % of the unseen pairs are right. Dashed: two reference networks, a clock, which adds angles, and a pizza, which averages points. Below, dotted is the network as it is; where the solid line keeps up with it, averaging is enough.',
    watch:
      'The peak of symmetricity just where unseen pairs come right, and the way down to the clock after it; below, the lines of each network, which rise as one and part later.',
    wrong:
      'A symmetricity far from 1 before training: the positions are told apart by more than their embedding. A network that only memorizes looks like a clock by both measures: they tell apart those that add.',
    terms: ['cleanup', 'attention-head', 'trigonometric-algorithm'],
  },
  'logit-surface': {
    title: 'The right answer’s logit as a surface',
    number: 19,
    line: 'The same table in relief.',
    shows:
      'The logit of the right answer over all pairs $(a, b)$ in relief, above the mean logit of the pair: one line for every eighth $a$.',
    read: 'Height is how far the network puts the right answer above the others. Heights at the back are drawn as tall as those in front.',
    watch:
      'A rough tableland high above zero, where every pair is answered; its ruggedness depends on the difference $a - b$ more than on the sum.',
    wrong:
      'Needles on a plain: the pairs that were trained on, and a network that knows nothing else. Pits that reach zero: pairs it gets wrong.',
    terms: ['logit'],
  },
  mistakes: {
    title: 'By how much wrong answers miss',
    number: null,
    line: 'Long before they are right, answers are wrong in the right direction.',
    shows:
      'How near wrong answers to unseen pairs lie to the right ones on the circle of one frequency: the mean of $\\cos(2\\pi k d/p)$, $d$ by how much they miss. Dotted: the share of right answers.',
    read: '0 is a wrong answer at random, 1 one that sits next to the right one on that circle. Where fewer than twenty answers are wrong, nothing is drawn.',
    watch:
      'The rise during the plateau, while few answers are right: the network already adds on a circle and mixes up neighbours.',
    wrong:
      'A value near 0 to the end of the plateau: the wrong answers know nothing of the right ones, and the circuit is not what they come from.',
    terms: ['plateau', 'hidden-progress', 'trigonometric-algorithm'],
  },
  twins: {
    title: 'Pairs with a twin, and pairs without',
    number: null,
    line: 'Most right answers on the plateau are copies: the same pair in another order was trained on.',
    shows:
      'The share of right answers among unseen pairs that a change of order or signs turns into a training pair, and among those that none does. For $a + b$ the twin of $(a, b)$ is $(b, a)$; $a^2 + b^2$ has seven.',
    read: 'Where the line of twins rises alone, the network knows that order or signs do not matter, and nothing more. The other line is generalization that no training pair gives away.',
    watch: 'How much of the slow rise on the plateau is twins, and by how many epochs the others follow.',
    wrong: 'Both lines the same: the symmetry was not used, or the split is not what it was taken for.',
    terms: ['plateau', 'grokking', 'train-test-split'],
  },
  'pair-loss': {
    title: 'The loss of every pair',
    number: 20,
    line: 'The whole addition table at four moments, each pair with its own loss.',
    shows:
      'The loss of every pair $(a, b)$ at four moments of one run, on one logarithmic scale, with the means of both splits beneath.',
    read: '$a$ runs downwards, $b$ to the right; dark is a small loss. In the memorized pictures the dark specks are the training pairs.',
    watch: 'How the specks dissolve into an evenly dark table, and the stripes along $a - b$ that remain in it.',
    wrong:
      'Dark blocks or half planes where specks should be: the split was not random, so the test asks for extrapolation.',
    terms: ['train-test-split', 'cross-entropy', 'memorization'],
  },
} satisfies GalleryTexts;
