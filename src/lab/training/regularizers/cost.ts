/** The arithmetic that a regularizer adds to an epoch, in multiply-adds. */
import { parameterShapes, type TransformerConfig } from '../../models/parameters.ts';
import { looksBack, offsetsOf, type RegularizerConfig } from './config.ts';

interface Extent {
  readonly examples: number;
  readonly p: number;
  readonly model: TransformerConfig;
}

/**
 * Multiply-adds of one epoch that the method needs beyond those of plain training, if past activations are kept: a probe
 * that learns does so by a forward and a backward pass, without the gradient of its input; the model learns through it by a
 * forward pass and, where the gradient goes through the probe's input, one back to that input. The activations
 * themselves are those of the training step: the model is the same in both phases.
 */
export function neededMultiplyAdds(config: RegularizerConfig | null, { examples, model }: Extent): number {
  if (config?.name !== 'probe@1') return 0;
  const { W_1, W_2 } = { W_1: model.dModel * config.hidden, W_2: config.hidden * model.dMlp };
  const probes = offsetsOf(config.stencil).map((offset) => {
    const isThroughInput = offset < 0 || (offset === 0 && config.gradient !== 'target');
    const learning = config.learns === 'nothing' ? 0 : 2 * W_1 + 3 * W_2;
    return learning + (isThroughInput ? 2 : 1) * (W_1 + W_2);
  });
  return examples * probes.reduce((sum, x) => sum + x, 0);
}

/**
 * Those that are computed here, for forecasts: with the activations computed again in the first phase and, where the
 * stencil looks back, from past parameters; and with the step of a probe that learns nothing, at a rate of 0.
 */
export function extraMultiplyAdds(config: RegularizerConfig | null, extent: Extent): number {
  if (config?.name !== 'probe@1') return 0;
  const { examples, p, model } = extent;
  const shapes = parameterShapes(model, p);
  const sizeOf = (name: string): number => (shapes[`blocks.0.${name}`] ?? []).reduce((n, size) => n * size, 1);
  const toMlp = sizeOf('W_O') + sizeOf('W_in');
  const needed = neededMultiplyAdds({ ...config, learns: 'activations', gradient: 'both' }, extent);
  return needed + examples * toMlp * (looksBack(config) ? 2 : 1);
}
