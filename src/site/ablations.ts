/**
 * The ablations of a final network as readers meet them: what is done, which field of the stored measure says what it
 * does to the loss on unseen pairs, and what the paper reports. Source: Nanda et al. 2023, arXiv:2301.05217, §4.2–4.4.
 */
import type { AblationsMeasure } from '../lab/measures/ablations.ts';
import type { SplitLoss } from '../lab/measures/splitLoss.ts';
import type { RunResults } from '../lab/store/results.ts';
import type { Field } from './fields.ts';

/** Of a run that has the first of them. */
interface Measured {
  readonly ablations: AblationsMeasure;
  readonly isolation: RunResults['isolation'];
}

const bySize = (losses: readonly SplitLoss[]): SplitLoss[] => [...losses].sort((x, y) => x.test - y.test);

/** Of each ablation its losses; of the key frequencies, one by one, those of the mildest and of the worst. */
const LOSSES = {
  full: ({ ablations }) => ablations.full,
  withoutWeakest: ({ ablations }) => bySize(ablations.withoutFrequency)[0],
  withoutStrongest: ({ ablations }) => bySize(ablations.withoutFrequency).at(-1),
  keyComponents: ({ ablations }) => ablations.keyComponentsOnly,
  wLKeyComponents: ({ isolation }) => isolation?.byRule.wL.componentsAndConstant,
  sumDirections: ({ ablations }) => ablations.sumDirectionsOnly,
  fit: ({ ablations }) => ablations.fittedLogits,
  polynomials: ({ ablations }) => ablations.polynomialNeurons,
  wLSubspace: ({ ablations }) => ablations.wLSubspaceOnly,
  wLNullSpace: ({ ablations }) => ablations.wLNullSpaceOnly,
} as const satisfies Record<string, (measured: Measured) => SplitLoss | undefined>;

export type AblationName = keyof typeof LOSSES;
type FieldName = `ablations.${AblationName}.${'test' | 'train' | 'factor'}`;

/** ablations.fit.test, in nats; ablations.fit.factor, the loss on unseen pairs over that of the whole network. */
export const ablationFields = Object.fromEntries(
  Object.entries<(measured: Measured) => SplitLoss | undefined>(LOSSES).flatMap(([name, read]) => {
    const field =
      (of: (loss: SplitLoss, ablations: AblationsMeasure) => number): Field =>
      ({ ablations, isolation }) => {
        const loss = ablations && read({ ablations, isolation });
        return loss ? { kind: 'number', value: of(loss, ablations) } : null;
      };
    return [
      [`ablations.${name}.test`, field(({ test }) => test)],
      [`ablations.${name}.train`, field(({ train }) => train)],
      [`ablations.${name}.factor`, field(({ test }, { full }) => test / full.test)],
    ];
  }),
) as Record<FieldName, Field>;

/** The loss of the paper's main run as it is, nats. */
const PAPER_FULL = 2.4e-7;

export interface AblationRow {
  readonly name: AblationName;
  /** What is done, in plain words; may hold $TeX$. */
  readonly done: string;
  /** What the paper reports. */
  readonly paper: {
    /** Nats; null where it gives none. */
    readonly loss: number | null;
    /** Loss over that of the whole network; null where it says no more than "worse". */
    readonly factor: number | null;
    /** How its ablation differs from ours. */
    readonly note?: string;
  };
}

const reported = (loss: number, full = PAPER_FULL): AblationRow['paper'] => ({ loss, factor: loss / full });

export const ablationRows: readonly AblationRow[] = [
  { name: 'full', done: 'nothing: the network as it is', paper: reported(PAPER_FULL) },
  {
    name: 'withoutWeakest',
    done: 'logits without the key frequency that matters least',
    paper: { loss: null, factor: null },
  },
  {
    name: 'withoutStrongest',
    done: 'logits without the key frequency that matters most',
    paper: { loss: null, factor: null },
  },
  {
    name: 'keyComponents',
    done: 'of the logits, only the components of the key frequencies',
    paper: reported(7.24e-8, 2.41e-7),
  },
  {
    name: 'wLKeyComponents',
    done: 'the same with the frequencies that are large in $W_L$, and the constant',
    paper: { ...reported(7.24e-8, 2.41e-7), note: 'as above' },
  },
  {
    name: 'sumDirections',
    done: 'of the logits, only what goes with $\\cos w_k(a+b)$ and $\\sin w_k(a+b)$',
    paper: { ...reported(5.54e-8, 2.41e-7), note: 'of the neurons' },
  },
  { name: 'fit', done: 'logits replaced by their fit $\\sum_k \\alpha_k \\cos w_k(a+b-c)$', paper: reported(4.7e-8) },
  {
    name: 'polynomials',
    done: 'neurons that one frequency explains, replaced by that part',
    paper: reported(2.48e-7, 2.41e-7),
  },
  {
    name: 'wLSubspace',
    done: 'of the neurons, only the directions that $W_L$ reads for the key frequencies',
    paper: { loss: null, factor: 0.5 },
  },
  { name: 'wLNullSpace', done: 'the neurons without those directions', paper: reported(5.27) },
];
