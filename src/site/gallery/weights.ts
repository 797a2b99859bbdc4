/** Texts of the gallery: the matrices themselves. */
import type { GalleryTexts } from './entry.ts';

export const weights = {
  'weight-maps': {
    title: 'Maps of the weights',
    number: 13,
    line: 'The matrices as they are, number by number, and the waves in them.',
    shows:
      'The entries of the embedding $W_E$ and the unembedding $W_U$ of the final network, one cell a weight. The columns of each are put in the order of the frequency that is strongest in them; in the lower pair the rows of each column too, so that number $n$ stands in row $n \\cdot k$ modulo $p$.',
    read: 'Downwards are the numbers or the answers, across the dimensions of the residual stream; colour is sign and size, white is zero. The bars beneath say which columns belong to which frequency.',
    watch:
      'How little one sees above, where fast waves look like noise, and how much below: one slanting wave in every group of columns, in both matrices.',
    wrong:
      'Whole rows or columns of one colour: a constant that decay should have removed. A smooth gradient downwards in the upper pair: the numbers are kept in order on a line, which is counting and not arithmetic on a clock.',
    terms: ['weights', 'embedding', 'residual-stream'],
  },
  'weight-evolution': {
    title: 'Weights over time',
    number: 14,
    line: 'The same matrices at several moments: stronger, then ordered, then paler.',
    shows:
      'The embedding and the unembedding of one run at its moments, on one scale of colour. Columns are in the order of the last network’s frequencies, and the rows of each column in that of its frequency, at all moments.',
    read: 'Left to right is time. A picture that deepens has gained weight, one that pales has lost it; slanting bands are waves.',
    watch:
      'Noise that grows strong while memorizing, and bands that come out of it by the onset and are all there is at the end.',
    wrong:
      'Bands in the first picture: the order of the columns was made from that network, not from the last. Equal strength in all pictures: each was scaled by itself, and what weight decay does cannot be seen.',
    terms: ['weights', 'weight-decay', 'cleanup'],
  },
  'loss-landscape': {
    title: 'Loss around the path',
    number: null,
    line: 'The loss on the plane through three networks of one run.',
    shows:
      'Train and test loss in the plane through the memorized, the half-way and the final network of one run, with the shadow of its whole path.',
    read: 'Each cell is a network whose loss was computed. The three named points lie in the plane; the rest of the path is only its shadow there, and the finding says how far away it is.',
    watch:
      'Whether there is a wall on the straight line from the memorized to the final network, in train and in test loss (the finding says how high), and where the shadow of the path goes instead.',
    wrong:
      'A path that climbs walls: its points are far from the plane, and the loss beneath them is not theirs. Steps between cells: the grid is too coarse for what it claims.',
    terms: ['loss-landscape', 'principal-components'],
  },
} satisfies GalleryTexts;
