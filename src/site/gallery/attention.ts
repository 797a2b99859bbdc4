/** Texts of the gallery: what the heads look at. */
import type { GalleryTexts } from './entry.ts';

export const attention = {
  'attention-patterns': {
    title: 'Attention patterns',
    number: 9,
    line: 'Who looks at whom, head by head, on average over all pairs.',
    shows:
      'For each head, how much each of the three positions $a$, $b$ and “=” attends to each, averaged over all pairs.',
    read: 'A row is the position that looks, a column what it looks at; a row sums to one. No position sees what comes after it, so the upper right is empty.',
    watch:
      'The row of “=”, the only one that matters for the answer: close to half for $a$, half for $b$ and almost nothing for itself. On average, that is; see the maps for every pair.',
    wrong:
      'Weight in the upper right: the causal mask is missing. All weight of “=” on one operand in every head: the other is never read, and the sum cannot be known.',
    terms: ['attention-head', 'transformer'],
  },
  'attention-maps': {
    title: 'Attention for every pair',
    number: 10,
    line: 'The average hides it: what “=” attends to depends on the pair.',
    shows:
      'The weight that “=” gives to the first operand in the final network, for every pair and head, in two colours: orange where it looks at $a$, blue where at $b$, white where at both alike.',
    read: '$a$ runs downwards, $b$ to the right. Above each picture: the frequency that explains most of it, how much, and the range of the weight over all pairs.',
    watch:
      'Plaids of one frequency with strong colours in some heads, where it explains more than nine tenths of the variance, and pale mixtures of several in others. The last row of the table: on itself “=” puts next to nothing.',
    wrong:
      'Noise without bands: the head reacts to single pairs, as while memorizing. One colour throughout: the head does not compare the operands at all. A low share explained is not by itself an error: some heads mix two frequencies.',
    terms: ['attention-head', 'key-frequency', 'fraction-of-variance-explained'],
  },
  'attention-fit': {
    title: 'How well one frequency explains each head',
    number: 10,
    line: 'Heads tune in to a frequency as the network groks.',
    shows:
      'For each head, the share of the variance of its attention that a single frequency explains, at every checkpoint.',
    read: 'Near 1 the head is a pure wave of one frequency; the best frequency is chosen anew at each checkpoint.',
    watch:
      'Heads that tune in one after the other, around the epochs in which accuracy rises, and heads that never do: they mix frequencies.',
    wrong:
      'Every head near 1 from the start: the fit has as many terms as there are data, or the attention has no variance to explain.',
    terms: ['attention-head', 'fraction-of-variance-explained', 'checkpoint'],
  },
} satisfies GalleryTexts;
