/** Texts of the gallery: the shape in which the numbers lie. */
import type { GalleryTexts } from './entry.ts';

export const embeddingGeometry = {
  'embedding-circles': {
    title: 'Circles of the embedding',
    number: 11,
    line: 'One circle for each key frequency, in the final network.',
    shows:
      'The numbers $0, \\dots, p-1$ in the plane that belongs to one frequency of the embedding, one picture for each key frequency.',
    read: 'A point is a number, its colour the angle it should have there; neighbours in that order are joined. Around a circle of frequency $k$ the next number is a turn of $k/p$ away.',
    watch:
      'Even circles, with colours once around in order. The plane is that of the frequency and not of principal components, which mix circles.',
    wrong:
      'A cloud: the frequency is not in the embedding. A flat ellipse or a line: only the cosine or the sine is there, and angles cannot be added.',
    terms: ['embedding', 'key-frequency', 'trigonometric-algorithm'],
  },
  planes: {
    title: 'The embedding in the plane of one frequency',
    number: 11,
    line: 'The numbers arrange themselves in a circle, moment by moment.',
    shows:
      'The numbers in the plane of the strongest key frequency, at five moments of one run: before training, memorized, on the plateau, at the onset, at the end.',
    read: 'Colour is the angle each number should have; the line joins neighbours in that order. All five pictures have the same scale.',
    watch: 'The ragged ring on the plateau, while nearly every unseen pair is still answered wrongly.',
    wrong:
      'A perfect ring before training: the plane was fitted to the noise. The plane is chosen with hindsight, so a little order early on proves nothing.',
    terms: ['embedding', 'key-frequency', 'plateau'],
  },
} satisfies GalleryTexts;
