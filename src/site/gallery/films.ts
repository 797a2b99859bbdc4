/** Texts of the gallery: films, by the name of the film. */
import type { GalleryTexts } from './entry.ts';

export const films = {
  transition: {
    title: 'The transition',
    number: 23,
    line: 'Accuracy, spectrum and table of one run, in a few seconds.',
    shows:
      'Three views of one run in step: accuracy on both splits, the spectrum of the embedding, and for every pair how far the right answer’s logit stands above the mean logit.',
    read: 'The epoch is written in the frame. Frames are dense where accuracy changes and sparse where it does not, so a second of film is not a fixed number of epochs.',
    watch:
      'First only the scattered training pairs light up; bars rise in the spectrum while the table waits; then the whole table turns.',
    wrong:
      'The table lights up evenly from the first frames: nothing was memorized first. Bars and table that jump in one frame: the checkpoints are too sparse.',
    terms: ['grokking', 'key-frequency', 'logit'],
  },
  waterfall: {
    title: 'Waterfall of the spectrum',
    number: null,
    line: 'Spectra before spectra: crests that run towards the viewer.',
    shows:
      'The spectrum of the embedding at one moment after the other, each drawn before the one of earlier epochs, which it hides where it is taller.',
    read: 'Across is frequency, from back to front is time; epochs stand at the right edge. The key frequencies are coloured.',
    watch: 'Three crests or so that rise early and run on, while the ground between them sinks when the network groks.',
    wrong:
      'Crests in the first row: the network did not begin from random weights. Crests that end half-way: frequencies that were tried and given up, which is not an error.',
    terms: ['key-frequency', 'embedding'],
  },
  circles: {
    title: 'Circles forming',
    number: null,
    line: 'The numbers move from a cloud into rings, one ring a key frequency.',
    shows:
      'The numbers in the planes of all key frequencies at once, moving from checkpoint to checkpoint; beneath each, its share of the embedding.',
    read: 'A point is a number and keeps its colour; neighbours on the circle are joined. The planes are those of the final network at every frame, each on a scale of its own.',
    watch:
      'The circles close one after the other: the strongest is a ring while the test accuracy in the frame is still low.',
    wrong: 'Rings that spin without forming: the plane turns with the frames, and the motion is that of the axes.',
    terms: ['embedding', 'key-frequency', 'hidden-progress'],
  },
  neurons: {
    title: 'Neurons tuning in',
    number: null,
    line: 'Six neurons over the whole table: blotches become grids.',
    shows: 'The activation of six neurons for all pairs, frame by frame: the strongest of each key frequency in turn.',
    read: '$a$ runs downwards, $b$ to the right; each neuron keeps its place and a scale of its own, so that only shapes can be compared.',
    watch:
      'Stripes and blotches that settle into a grid of one spacing, and dark that spreads: in the end a neuron is silent for most pairs.',
    wrong:
      'Grids from the first frame on: the frames are not in order of training. Six grids of one spacing in a network of several frequencies: the choice was not by frequency.',
    terms: ['mlp', 'key-frequency'],
  },
  landscape: {
    title: 'Through the loss landscape',
    number: null,
    line: 'The path of the weights over a map of the loss.',
    shows:
      'A point that moves as the network does, over the train and test loss in the plane of three of its networks, with the trail behind it and its distance from the plane.',
    read: 'The map does not move; the point is the network’s shadow on it. Where the distance is zero the network is in the plane, elsewhere the loss beneath the point is not its own.',
    watch:
      'The leap to the memorized place, the long way at a distance from the plane, and the arrival where test loss is low too.',
    wrong: 'A point that stands still while the epochs run and the distance is zero: the checkpoints are copies.',
    terms: ['loss-landscape', 'principal-components'],
  },
  sweep: {
    title: 'A sweep in step',
    number: null,
    line: 'All runs of a sweep under one clock, with a gauge for each value.',
    shows:
      'Test accuracy of every run of a sweep, drawn up to the same epoch in all of them. Each value of what is varied has a colour, in order, and beside it the epoch of 95 % once it has come.',
    read: 'The clock is logarithmic and the cursor moves evenly over it, so that each second is a factor and not a number of epochs. An open arrow at the end is a run that did not get there within its budget; strokes on a bar are its seeds.',
    watch:
      'Rises in the order of their colours, evenly spaced: equal factors of the parameter delay generalization by equal factors.',
    wrong:
      'Colours that rise out of order: the seed weighs more than the parameter. A curve that ends low without an arrow: the run is not whole.',
    terms: ['grokking', 't-95', 'weight-decay'],
  },
} satisfies GalleryTexts;
