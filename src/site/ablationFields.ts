/** Fields of the queries of <Val> about the measure `ablations`: losses in nats, and what they are of the full loss. */
import type { AblationsMeasure } from '../lab/measures/ablations.ts';
import type { SplitLoss } from '../lab/measures/splitLoss.ts';
import type { Amount, Field } from './fields.ts';

const byTestLoss = (losses: readonly SplitLoss[]): SplitLoss[] => [...losses].sort((x, y) => x.test - y.test);

/** Name → the losses of the network so changed; undefined for a network without key frequencies. */
const LOSSES = {
  full: ({ full }) => full,
  /** Without the one key frequency whose absence costs least, or most, on unseen pairs. */
  'withoutAnyKey.min': ({ withoutFrequency }) => byTestLoss(withoutFrequency)[0],
  'withoutAnyKey.max': ({ withoutFrequency }) => byTestLoss(withoutFrequency).at(-1),
  othersRemoved: ({ keyComponentsOnly }) => keyComponentsOnly,
  sumDirectionsOnly: ({ sumDirectionsOnly }) => sumDirectionsOnly,
  fit: ({ fittedLogits }) => fittedLogits,
  neuronPolynomials: ({ polynomialNeurons }) => polynomialNeurons,
  wLSubspaceOnly: ({ wLSubspaceOnly }) => wLSubspaceOnly,
  wLNullSpaceOnly: ({ wLNullSpaceOnly }) => wLNullSpaceOnly,
} as const satisfies Record<string, (measure: AblationsMeasure) => SplitLoss | undefined>;

const PARTS = ['train', 'test', 'all'] as const satisfies readonly (keyof SplitLoss)[];
type Name = keyof typeof LOSSES;
type LossName = `ablations.${Name}.${(typeof PARTS)[number] | 'ratio'}`;

const ofAblations =
  (kind: Amount['kind'], read: (measure: AblationsMeasure) => number | undefined): Field =>
  ({ ablations }) => {
    const value = ablations && read(ablations);
    return value === null || value === undefined ? null : { kind, value };
  };

/** ablations.fit.test, …; ablations.fit.ratio, the loss on unseen pairs over that of the network as it is. */
const losses = Object.fromEntries(
  Object.entries<(measure: AblationsMeasure) => SplitLoss | undefined>(LOSSES).flatMap(([name, read]) => [
    ...PARTS.map((part) => [`ablations.${name}.${part}`, ofAblations('number', (measure) => read(measure)?.[part])]),
    [
      `ablations.${name}.ratio`,
      ofAblations('number', (measure) => {
        const loss = read(measure)?.test;
        return loss === undefined ? undefined : loss / measure.full.test;
      }),
    ],
  ]),
) as Record<LossName, Field>;

export const ablationFields = {
  ...losses,
  /** How many neurons `neuronPolynomials` replaces. */
  'ablations.neuronsReplaced': ofAblations('integer', ({ neuronsReplaced }) => neuronsReplaced),
} as const satisfies Record<string, Field>;
