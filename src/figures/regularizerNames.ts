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

export function regularizerName(regularizer: Written | Regularizer): string {
  if (regularizer.name !== 'probe@1') return `L2 weight ${(regularizer as Written)['weight'] ?? 0.1}`;
  const probe = regularizer as Partial<Probe>;
  const offsets = (probe.stencil ?? '').split(',').map((offset) => offset.replace('-', '−'));
  const options = Object.entries(OPTIONS).flatMap(([option, [usual, told]]) => {
    const value = probe[option as keyof typeof OPTIONS];
    return value === undefined || value === usual ? [] : [(told as (value: unknown) => string)(value)];
  });
  return [`{${offsets.join(', ')}}`, options.join(', ')].join(' ').trim();
}
