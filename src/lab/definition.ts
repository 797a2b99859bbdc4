/** What a file in experiments/ is made of. It imports nothing but this. */
import type { MeasureName } from './measures/catalogue.ts';
import type { RunSpecInput } from './spec.ts';

type Scalar = number | string | boolean | null;
/** Of one field; an object for a part of the spec that is set as a whole, such as the regularizer. */
type Value = Scalar | Readonly<Record<string, Scalar>>;

/** Dotted path of a spec field ("optimizer.betas.1": an item of a list) → the values to try; the grid is their product. */
export type Grid = Readonly<Record<string, readonly Value[]>>;

/** Dotted path of a spec field → its value. */
export type Cell = Readonly<Record<string, Value>>;

export interface ExperimentDefinition {
  /** Permalink: /experiments/<slug>/. Lower-case words and hyphens; never reused. */
  readonly slug: string;
  readonly title: string;
  /** What the experiment asks, one sentence ending in a question mark. */
  readonly question: string;
  /** Where the setup comes from: pages say "after …"; what begins with "ours" is told as it is. */
  readonly source: string;
  readonly base: RunSpecInput;
  /** @default {} : the base spec alone */
  readonly grid?: Grid;
  /**
   * Combinations that are no product, all of the same fields; the grid, of other fields, is run in each of them.
   * @default [{}]
   */
  readonly cells?: readonly Cell[];
  /** Measures on the checkpoints. @default [] */
  readonly measures?: readonly MeasureName[];
  /** Epochs between checkpoints that measures see (every evaluation up to epoch 200 is kept besides). @default 100 */
  readonly checkpointEvery?: number;
  /** Publish the final weights of every run (safetensors). @default false */
  readonly keepWeights?: boolean;
  /**
   * Epochs whose whole training state (weights and moments) is published for every run: training can be checked
   * and gone on with from there. Multiples of evaluateEvery. @default []
   */
  readonly keepStates?: readonly number[];
  /** Published before all its runs are stored: its pages say how many are, and a frozen build accepts it. @default false */
  readonly inProgress?: boolean;
}

/** Marks a definition as such; gives the author types and completion. */
export const defineExperiment = (definition: ExperimentDefinition): ExperimentDefinition => definition;
