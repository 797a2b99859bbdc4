/** Parameters of a spec as readers know them: "weight decay 0.3", "trained on 30 %". */
import type { Cell } from '../lab/definition.ts';
import { formatCount } from './format.ts';
import { isRegularizer, regularizerName } from './regularizerNames.ts';

export type ParameterValue = number | string | boolean | null;

/** Where the last word of the path is not what people say. */
const NAMES: Readonly<Record<string, string>> = {
  'task.fracTrain': 'trained on',
  'task.p': 'modulus',
  'model.nLayers': 'layers',
  'model.nHeads': 'heads',
  'model.dModel': 'width',
  'model.dMlp': 'MLP width',
  'optimizer.betas.0': 'β₁',
  'optimizer.betas.1': 'β₂',
  regularizer: 'added to the loss',
};

/** Where a sentence needs another word for it. */
const NOUNS: Readonly<Record<string, string>> = {
  'task.fracTrain': 'training fraction',
  'model.nLayers': 'number of layers',
  regularizer: 'what is added to the loss',
};

/** "optimizer.weightDecay" → "weight decay", as the head of a column or before a value. */
export const axisName = (axis: string): string =>
  NAMES[axis] ?? (axis.split('.').at(-1) ?? axis).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** The same as a thing that sentences can speak of: "the training fraction". */
export const parameterNoun = (axis: string): string => NOUNS[axis] ?? axisName(axis);

export function cellValue(axis: string, value: Cell[string] | undefined): string {
  if (isRegularizer(value)) return regularizerName(value);
  if (axis === 'task.fracTrain' && typeof value === 'number') return `${Number((100 * value).toFixed(2))}\u202f%`;
  if (typeof value === 'number' && Number.isInteger(value)) return formatCount(value);
  if (value === null || value === undefined) return axis === 'regularizer' ? 'nothing' : 'none';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const TYPESET: Readonly<Record<string, string>> = { '^2': '²', '^3': '³', '*': '·', '-': '−' };

/** The same where it stands alone in a figure: operations are set as formulas, "a²+b²". */
export const valueText = (axis: string, value: ParameterValue): string =>
  axis === 'task.operation'
    ? cellValue(axis, value).replace(/\^[23]|[*-]/g, (sign) => TYPESET[sign] ?? sign)
    : cellValue(axis, value);
