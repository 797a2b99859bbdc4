/** Turns a schema's complaints about what authors wrote into sentences: file, line, field, value, near miss. */
import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { LabError } from '../errors.ts';

interface Complaint {
  readonly file: string;
  /** Text of the file, to find the line. */
  readonly source: string;
  /** What was checked. */
  readonly value: unknown;
  /** Dotted paths that the grid or the cells of the definition set; what they set is looked for there. @default [] */
  readonly axes?: readonly string[];
  /** At whose line what is missing at the top is told; null: at none. @default "base" */
  readonly whole?: string | null;
  readonly error: z.ZodError;
  readonly schema: z.ZodType;
}

type Issue = z.ZodError['issues'][number];

/** One thing that is wrong in a file. */
export interface Mistake {
  readonly file: string;
  /** Line of the file, counted from 1; null where the file does not say it: it may stand in one that it imports. */
  readonly line: number | null;
  readonly problem: string;
}

export function mistakesOf({ file, source, value, axes = [], whole = 'base', error, schema }: Complaint): Mistake[] {
  const found = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownField(key, issue.path.map(String), schema))
      : [describe(issue, value)],
  );
  // A misspelt field is also a missing one: it is told as misspelt.
  const meant = new Set(found.map(({ isMissing, near }) => (isMissing ? undefined : near)));
  return found
    .filter(({ isMissing, field }) => !(isMissing && meant.has(field)))
    .map(({ field, path = field, problem, isMissing = false }) => {
      // What is missing stands nowhere: its place is that of the part that lacks it.
      const part = field.includes('.') ? field.slice(0, field.lastIndexOf('.')) : whole;
      const line = isMissing ? lineOf(source, part ?? '') : (lineOfAxis(source, path, axes) ?? lineOf(source, field));
      return { file, line, problem };
    });
}

const MOST_TOLD = 12;

/** All mistakes of all definitions in one error; what one file says and others import is told once, where it stands. */
export function definitionError(mistakes: readonly Mistake[]): LabError {
  const placed = new Set(mistakes.flatMap(({ line, problem }) => (line === null ? [] : [problem])));
  const own = mistakes.filter(({ line, problem }) => line !== null || !placed.has(problem));
  const told = own
    .toSorted((x, y) => x.file.localeCompare(y.file) || (x.line ?? Infinity) - (y.line ?? Infinity))
    .map((mistake) => ({ where: placeOf(mistake), text: `${placeOf(mistake)}: ${mistake.problem}` }));
  const [first, ...others] = [...new Map(told.map((one) => [one.text, one])).values()];
  if (!first) throw new TypeError('no mistake');
  const rest = others.length + 1 - MOST_TOLD;
  const list = [first, ...others].slice(0, MOST_TOLD).map(({ text }) => `\n  ${text}`);
  const message =
    others.length === 0
      ? first.text
      : `${others.length + 1} mistakes in definitions${list.join('')}${rest > 0 ? `\n  and ${rest} more` : ''}`;
  return new LabError('DefinitionInvalid', message, {
    hint: `Edit ${others.length === 0 ? first.where : 'these lines'}; nothing was run or written.`,
    exitCode: 2,
  });
}

const placeOf = ({ file, line }: Mistake): string => (line === null ? file : `${file}:${line}`);

/** What is said of a field, without its place. */
interface Finding {
  /** Dotted path; an item of a list is called as the list. */
  readonly field: string;
  /** The same with the numbers of items. @default the field */
  readonly path?: string;
  readonly problem: string;
  readonly isMissing?: boolean;
  /** Dotted path of the field that was meant, if one is near. */
  readonly near?: string;
}

function unknownField(key: string, path: readonly string[], schema: z.ZodType): Finding {
  const field = [...path, key].join('.');
  const part = partOf(key, schema, path);
  const word = part ?? similar(key, knownKeys(schema, path));
  const problem = `unknown field ${field}.${suggest(word)}`;
  return { field, problem, ...(word !== undefined && { near: [...path, word].join('.') }) };
}

const suggest = (near: string | undefined): string =>
  near === undefined ? '' : ` Did you mean ${JSON.stringify(near)}?`;

function describe(issue: Issue, value: unknown): Finding {
  const path = issue.path.map(String);
  const dotted = path.join('.') || 'the whole';
  const received = JSON.stringify(at(value, path));
  // An item of a list is found by the list's name.
  const field = path.filter((part) => !/^\d+$/.test(part)).join('.');
  if (at(value, path) === undefined) return { field, problem: `${dotted} is missing.`, isMissing: true };
  if (issue.code === 'invalid_value') {
    const options = issue.values.map(String);
    const list = options.map((option) => JSON.stringify(option)).join(', ');
    const near = similar(String(at(value, path)), options);
    return { field, path: dotted, problem: `${dotted} is ${received}, must be one of ${list}.${suggest(near)}` };
  }
  const rule = issue.code === 'custom' ? issue.message : ruleOf(issue.message);
  return { field, path: dotted, problem: `${dotted} is ${received}; ${rule}.` };
}

/** "must be a number" and "must be >=1" from the schema's own words. */
const ruleOf = (message: string): string =>
  message
    .replace(/, received [\w ]+$/, '')
    .replace(
      /^Too (?:big|small): expected \w+ to have ([<>])=(\d+) (\w+?)s?$/,
      (_, sign: string, n: string, noun: string) =>
        `must have at ${sign === '<' ? 'most' : 'least'} ${n} ${noun}${n === '1' ? '' : 's'}`,
    )
    .replace(/^Invalid string: /, '')
    .replace(/^\w+ \w+: expected (\w+ to be )?/, 'must be ')
    .replace(/^must be (?=[a-z]+$)/, 'must be a ')
    .replace(/^must be a (?=[aeiou])/, 'must be an ');

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);

/** Option nearest to what was written, if it is near at all. */
export function similar(word: string, options: readonly string[]): string | undefined {
  if (options.length === 0) return undefined;
  const best = closest(word, options);
  return distance(word.toLowerCase(), best.toLowerCase()) <= Math.max(2, word.length / 3) ? best : undefined;
}

/** "optimizer.weightDecay" for "weightDecay": the dotted path of a field that was written without its part. */
function partOf(key: string, schema: z.ZodType, path: readonly string[]): string | undefined {
  const part = knownKeys(schema, path).find((candidate) => knownKeys(schema, [...path, candidate]).includes(key));
  return part && `${part}.${key}`;
}

/** Keys of the object schema at a path, through defaults, transforms and nullables. */
function knownKeys(schema: z.ZodType, path: readonly string[]): string[] {
  let inner: unknown = schema;
  const unwrap = (): void => {
    for (;;) {
      const def = (inner as { def?: { innerType?: unknown; in?: unknown } } | undefined)?.def;
      const next = def?.innerType ?? def?.in;
      if (!next) return;
      inner = next;
    }
  };
  const shape = (): Record<string, unknown> => (inner as { shape?: Record<string, unknown> } | undefined)?.shape ?? {};
  unwrap();
  for (const key of path) {
    inner = shape()[key];
    unwrap();
  }
  return Object.keys(shape());
}

/** Line of the axis that sets a field, an item of it or all of the part that it is in; null where none does. */
export function lineOfAxis(source: string, path: string, axes: readonly string[]): number | null {
  const axis = axes.find((own) => own === path || path.startsWith(`${own}.`) || own.startsWith(`${path}.`));
  return axis === undefined ? null : lineOf(source, axis, AXES);
}

/** Where a definition begins to say what it varies. */
const AXES = /\b(grid|cells)['"]?\s*:/;

/**
 * Line that sets a field, counted from 1: as an axis of the grid (dotted path in quotes), as a key, or the first that
 * mentions it; null where none does.
 * @param after looked for from the first line on that matches, if there is one.
 */
export function lineOf(source: string, path: string, after?: RegExp): number | null {
  const field = path.split('.').at(-1) ?? '';
  if (field === '') return null;
  const word = RegExp.escape(field);
  const patterns = [
    new RegExp(`['"]${RegExp.escape(path)}['"]\\s*:`),
    new RegExp(`^\\s*(- )?['"]?${word}['"]?\\s*:`),
    new RegExp(`\\b${word}['"]?\\s*:`),
    new RegExp(`\\b${word}\\b`),
  ];
  const lines = source.split('\n');
  const start = after ? Math.max(0, lines.findIndex((line) => after.test(line))) : 0; // prettier-ignore
  for (const pattern of patterns) {
    const index = lines.findIndex((line, i) => i >= start && pattern.test(line));
    if (index >= 0) return index + 1;
  }
  return null;
}
