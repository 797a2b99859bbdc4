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
  wavetable: {
    title: 'The embedding as a wavetable',
    number: null,
    line: 'One waveform a moment, stacked like the wavetable of a synthesizer: noise becomes a sinusoid.',
    shows:
      'Height is the coordinate of each number $n$ along the cosine axis of the strongest key frequency $k$, left to right in cycle order, by $nk \\bmod p$. One line is one moment; the first is at the back.',
    read: 'Down the picture is later; epochs stand at the right ends, the upright bar is a length in the embedding. Colour is test accuracy. In the order of $n$ itself one would see $k$ jagged cycles instead of one.',
    watch:
      'Lines that are already smooth while still the colour of memory: the wave is there before unseen pairs are answered.',
    wrong:
      'A wave at the back: the axis is chosen with hindsight, and part of it is there by chance. Noise at the front: the frequency is not key, or the cosine alone does not carry it.',
    terms: ['embedding', 'key-frequency', 'plateau'],
  },
} satisfies GalleryTexts;
