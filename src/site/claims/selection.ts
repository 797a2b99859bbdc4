/**
 * Which runs of an experiment a claim is about, by what was specified and not by what came out:
 *
 *   where optimizer.weightDecay=2, seed=0              or seed!=0
 *   where task.operation=a^3+ab and model.nLayers in 1..3
 *   where optimizer.weightDecay * optimizer.learningRate = 0.001
 *   where regularizer=nothing                          or by its name: regularizer={-1,0}, regularizer='{-1} lag 10'
 *
 * Values with spaces are quoted: 'a/b if b odd else a-b'.
 */
import type { RunSpec } from '../../lab/spec.ts';
import { cellValue } from '../cells.ts';
import { COMPARISONS, type Comparison } from '../bounds.ts';
import type { Subject } from './claim.ts';
import { Reader } from './reader.ts';

type Leaf = number | string | boolean | null;

const PATH = /[A-Za-z][\w.]*/y;
const VALUE = /'[^']*'|\{[^}]*\}|[^\s,<>]+/y;
const BRACES = /\{[^}]*\}/;
const withoutSpaces = (text: string): string => text.replaceAll(' ', '');
const TESTS = ['=', '!=', '<=', '>=', '<', '>', 'in'] as const;
/** Products of decimals differ in their last bits. */
const TOLERANCE = 1e-12;

/** Every field of a spec by its dotted path; items of lists by their number: "optimizer.betas.1". */
function leavesOf(value: object, prefix = ''): [string, Leaf][] {
  return Object.entries(value).flatMap(([key, inner]: [string, Leaf | object]): [string, Leaf][] =>
    typeof inner === 'object' && inner !== null ? leavesOf(inner, `${prefix}${key}.`) : [[`${prefix}${key}`, inner]],
  );
}

/** A name as it is typed: hyphens for minus signs, and no spaces within braces. */
const typed = (name: string): string => name.replaceAll('−', '-').replace(BRACES, withoutSpaces);

/** What is added to the loss is besides known by its name. */
const fieldsOf = (spec: RunSpec): [string, Leaf][] => [
  ...leavesOf({ ...spec, regularizer: spec.regularizer ?? {} }),
  ['regularizer', typed(cellValue('regularizer', spec.regularizer))],
];

export const specValue = (spec: RunSpec, path: string): Leaf | undefined => new Map(fieldsOf(spec)).get(path);

/** A dotted path of the specs. */
export function readPath(reader: Reader, subjects: readonly Pick<Subject, 'planned'>[]): string {
  const { position } = reader;
  const path = reader.accept(PATH)?.[0] ?? '';
  const known = [...new Set(subjects.flatMap(({ planned }) => fieldsOf(planned.spec).map(([name]) => name)))];
  if (known.includes(path)) return path;
  reader.position = position;
  return reader.unknown('field of the specification', known, path);
}

/** The subjects that "where …" leaves; null where there is no such word. @throws WriteupError where it leaves none. */
export const acceptSelection = (reader: Reader, subjects: readonly Subject[]): readonly Subject[] | null =>
  reader.acceptWords('where') ? readSelection(reader, subjects) : null;

/** The subjects that a selection leaves, written without its "where". @throws WriteupError where it leaves none. */
export function select<Of extends Pick<Subject, 'planned'>>(
  text: string,
  subjects: readonly Of[],
  place: string,
): Of[] {
  const reader = new Reader(text, place);
  const chosen = readSelection(reader, subjects);
  reader.end('Write conditions with "," or "and" between them: optimizer.weightDecay=2, seed=0.');
  return chosen;
}

export function readSelection<Of extends Pick<Subject, 'planned'>>(reader: Reader, subjects: readonly Of[]): Of[] {
  let chosen = [...subjects];
  do {
    const { position } = reader;
    const paths = readProduct(reader, subjects);
    const passes = readTest(reader);
    const before = chosen;
    chosen = chosen.filter(({ planned }) => passes(productOf(planned.spec, paths)));
    if (chosen.length === 0) {
      const there = [...new Set(before.map(({ planned }) => String(productOf(planned.spec, paths))))].join(', ');
      const text = reader.text.slice(position, reader.position).trim();
      reader.fail(`no run has ${text}`, `${paths.join(' * ')} has: ${there}.`, position);
    }
  } while (reader.accept(/,/y) || reader.acceptWords('and'));
  return chosen;
}

/** Paths with "*" between them; one is a product too. */
export function readProduct(reader: Reader, subjects: readonly Pick<Subject, 'planned'>[]): string[] {
  const paths = [readPath(reader, subjects)];
  while (reader.accept(/[*×]/y)) paths.push(readPath(reader, subjects));
  return paths;
}

/** The value of one path, or the product of several. */
export function productOf(spec: RunSpec, paths: readonly string[]): Leaf | undefined {
  const [only, ...others] = paths.map((path) => specValue(spec, path));
  return others.length === 0 ? only : others.reduce<number>((product, x) => product * Number(x), Number(only));
}

/** The bound where the value differs from it by rounding alone. */
const snapped = (value: number, bound: number): number =>
  Math.abs(value - bound) <= TOLERANCE * Math.abs(value) ? bound : value;

function readTest(reader: Reader): (value: Leaf | undefined) => boolean {
  const sign = reader.oneOf(TESTS, 'operator');
  if (sign === 'in') {
    const { low, high } = reader.band();
    return (value) => typeof value === 'number' && snapped(value, low) >= low && snapped(value, high) <= high;
  }
  if (sign !== '=' && sign !== '!=') {
    const bound = reader.number('the bound');
    const holds = COMPARISONS[sign satisfies Comparison];
    return (value) => typeof value === 'number' && holds(snapped(value, bound), bound);
  }
  const wanted = reader.accept(VALUE)?.[0].replaceAll("'", '').replace(BRACES, withoutSpaces);
  if (wanted === undefined) return reader.fail('the value is missing', 'Write it after "=": seed=0.');
  const isWanted = (value: Leaf | undefined): boolean =>
    String(value) === wanted || (typeof value === 'number' && snapped(value, Number(wanted)) === Number(wanted));
  return sign === '=' ? isWanted : (value) => !isWanted(value);
}
