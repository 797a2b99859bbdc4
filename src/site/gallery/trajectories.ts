/** Texts of the gallery: paths through training. */
import type { GalleryTexts } from './entry.ts';

export const trajectories = {
  'embedding-components': {
    title: 'The embedding in its principal components',
    number: 21,
    line: 'The usual picture, and why it misleads: components mix circles.',
    shows:
      'The numbers in the first two principal components of their own embedding, at six moments; beneath each, the share of the variance that the two hold.',
    read: 'A point is a number, its hue its place in 0, 1, 2, …. The components are computed anew for each picture, so that pictures may be turned against each other.',
    watch:
      'The share: even at the end two components hold a fraction of the whole, because each frequency needs two of its own.',
    wrong:
      'One clean circle of everything would say that a single frequency is used. Reading a knot here as disorder is wrong as well: the planes of single frequencies take it apart.',
    terms: ['principal-components', 'embedding'],
  },
  'weight-path': {
    title: 'The path of the weights',
    number: 22,
    line: 'All weights of a network as one point, and the way it went.',
    shows:
      'The whole weight vector at every checkpoint, in the first two principal components of the path itself; colour is test accuracy.',
    read: 'Both axes have one scale, so distances are distances; the bar says how long. The marks are 99 % of training pairs, 50 % and 95 % of test pairs.',
    watch:
      'A turn after memorizing, and a long way in another direction before test accuracy changes: the network is not resting on the plateau.',
    wrong:
      'A smooth arc proves little by itself: principal components of any slow drift look so. Jumps between neighbours mean instability or too few checkpoints.',
    terms: ['principal-components', 'plateau', 'checkpoint'],
  },
} satisfies GalleryTexts;
