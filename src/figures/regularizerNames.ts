/** What is added to the training loss, as readers know it: "{−1, 0}", "{0} through its input". */
import type { RunSpec } from '../lab/spec.ts';

type Regularizer = NonNullable<RunSpec['regularizer']>;
type Probe = Extract<Regularizer, { name: 'probe@1' }>;
/** Of a spec, or as a definition may write it: its defaults left out. */
type Written = { readonly name: string } & { readonly [field: string]: number | string | boolean | null };

export const isRegularizer = (value: unknown): value is Written =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';

/** How an option is told where it is not what a probe has unless told otherwise. */
const OPTIONS: {
  readonly [Option in Exclude<keyof Probe, 'name' | 'stencil'>]: readonly [
    usual: Probe[Option],
    told: (value: Probe[Option]) => string,
  ];
} = {
  weight: [0.1, (weight) => `weight ${weight}`],
  lag: [1, (lag) => `lag ${lag}`],
  hidden: [64, (hidden) => `of ${hidden} units`],
  learningRate: [1e-3, (rate) => `rate ${rate}`],
  gradient: ['both', (side) => `through its ${side}`],
  pairing: ['same example', (pairing) => `${pairing}`],
  learns: ['activations', (what) => (what === 'nothing' ? 'never trained' : `trained on ${what}`)],
  error: ['absolute', (error) => `${error} error`],
};

type Option = keyof typeof OPTIONS;

/** What of a probe is not as it is unless told otherwise, its stencil aside. */
export const changedOptions = (probe: Partial<Probe>): Option[] =>
  (Object.keys(OPTIONS) as Option[]).filter((option) => {
    const value = probe[option];
    return value !== undefined && value !== OPTIONS[option][0];
  });

export function regularizerName(regularizer: Written | Regularizer): string {
  if (regularizer.name !== 'probe@1') return `L2 weight ${(regularizer as Written)['weight'] ?? 0.1}`;
  const probe = regularizer as Partial<Probe>;
  const offsets = (probe.stencil ?? '').split(',').map((offset) => offset.replace('-', '−'));
  const options = changedOptions(probe).map((option) =>
    (OPTIONS[option][1] as (value: unknown) => string)(probe[option]),
  );
  return [`{${offsets.join(', ')}}`, options.join(', ')].join(' ').trim();
}
