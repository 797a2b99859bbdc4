/**
 * TensorFlow.js as the engine uses it. The umbrella package registers every gradient and the `cpu` backend;
 * programs themselves import only @tensorflow/tfjs-core, so that they also run in a browser.
 */
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';

tf.enableProdMode();

export { tf };
