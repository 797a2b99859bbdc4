/** What can be added to the training loss: options of the spec, all defaults filled in. */

/**
 * Self-prediction: small networks f (dModel → hidden → ReLU → dMlp), one for each offset of the stencil, learn to
 * predict the activations of the last MLP from its input, and the model is trained to be predictable by them: its
 * loss grows by weight · Σ over offsets of the mean squared error.
 * Offset 0: f(input now) against activations now. −1: f(input now) against activations `lag` epochs ago.
 * +1: f(input `lag` epochs ago) against activations now.
 * Source: "Grokking as Manifold Selection Under Constraint" (lag 1, weight 0.1, hidden 64); the reading is ours.
 */
export interface ProbeConfig {
  readonly name: 'probe@1';
  readonly stencil: Stencil;
  readonly weight: number;
  /** Epochs. */
  readonly lag: number;
  /** Units of the hidden layer of f. */
  readonly hidden: number;
  /** Of the probes' own optimizer: Adam, β = (0.9, 0.999), no decay. */
  readonly learningRate: number;
  /** Through which side of offset 0 the model is trained: its input, its activations, or both. */
  readonly gradient: 'both' | 'input' | 'target';
  /** Whether what lies `lag` epochs back is of the same example, or of another one: a fixed permutation. */
  readonly pairing: 'same example' | 'shuffled';
  /** What the probes learn: the activations; fixed noise of the same size; or nothing, and stay as drawn. */
  readonly learns: 'activations' | 'noise' | 'nothing';
  /**
   * What the model is trained on. absolute: the mean squared error. relative: that divided by the variance of the
   * activations over examples (the fraction of variance unexplained), which does not change when everything shrinks alike,
   * and can be made small by one large direction that is predicted. unit-relative: the mean over units of each one's own
   * error divided by its own variance, to which a hundredth of their mean is added, for units that hardly vary.
   */
  readonly error: 'absolute' | 'relative' | 'unit-relative';
}

/** weight · mean of the squared activations of the last MLP: a control without probes. */
export interface ActivationL2Config {
  readonly name: 'activation-l2@1';
  readonly weight: number;
}

/** Sets of offsets, as a grid can list them. */
export const STENCILS = ['-1', '0', '+1', '-1,0', '-1,+1', '0,+1', '-1,0,+1'] as const;
export type Stencil = (typeof STENCILS)[number];
export type Offset = -1 | 0 | 1;

export const offsetsOf = (stencil: Stencil): Offset[] => stencil.split(',').map((text) => Number(text) as Offset);

/** Whether any of its offsets takes activations of another epoch. */
export const looksBack = ({ stencil }: Pick<ProbeConfig, 'stencil'>): boolean => stencil !== '0';

export type RegularizerConfig = ProbeConfig | ActivationL2Config;
