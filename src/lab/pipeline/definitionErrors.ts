/** Turns a schema's complaint about a definition into one sentence: file, line, field, value, near miss. */
import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { LabError } from '../errors.ts';

interface Complaint {
  readonly file: string;
  /** Text of the file, to find the line. */
  readonly source: string;
  /** What was checked. */
  readonly value: unknown;
  readonly error: z.ZodError;
  readonly schema: z.ZodType;
}

type Issue = z.ZodError['issues'][number];

export function definitionError({ file, source, value, error, schema }: Complaint): LabError {
  // A misspelt field is also a missing one: name the misspelling.
  const issue = (error.issues.find(({ code }) => code === 'unrecognized_keys') ?? error.issues[0]) as Issue;
  const { field, problem, nearMiss } = describe(issue, value, schema);
  const line = lineOf(source, field);
  const where = line === null ? file : `${file}:${line}`;
  const suggestion = nearMiss ? ` Did you mean ${JSON.stringify(nearMiss)}?` : '';
  return new LabError('DefinitionInvalid', `${where}: ${problem}.${suggestion}`, {
    hint: `Edit ${where}; nothing was run or written.`,
    exitCode: 2,
    cause: error,
  });
}

function describe(
  issue: Issue,
  value: unknown,
  schema: z.ZodType,
): { field: string; problem: string; nearMiss?: string } {
  const path = issue.path.map(String);
  const dotted = path.join('.') || 'the definition';
  const received = JSON.stringify(at(value, path));
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const full = [...path, key].join('.');
    const near = partOf(key, schema, path) ?? similar(key, knownKeys(schema, path));
    return { field: full, problem: `unknown field ${full}`, ...(near && { nearMiss: near }) };
  }
  // An item of a list is found by the list's name.
  const field = path.filter((part) => !/^\d+$/.test(part)).join('.');
  if (issue.code === 'invalid_value') {
    const options = issue.values.map(String);
    const near = similar(String(at(value, path)), options);
    const list = options.map((option) => JSON.stringify(option)).join(', ');
    return { field, problem: `${dotted} is ${received}, must be one of ${list}`, ...(near && { nearMiss: near }) };
  }
  if (at(value, path) === undefined) return { field, problem: `${dotted} is missing` };
  const rule =
    issue.code === 'custom' ? issue.message : issue.message.replace(/^\w+ \w+: expected (\w+ to be )?/, 'must be ');
  return { field, problem: `${dotted} is ${received}; ${rule}` };
}

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

/**
 * Line that sets a field, counted from 1: as an axis of the grid (dotted path in quotes), as a key, or the first that
 * mentions it; null where none does.
 */
export function lineOf(source: string, path: string): number | null {
  const field = path.split('.').at(-1) ?? '';
  if (field === '') return null;
  const word = RegExp.escape(field);
  const patterns = [
    new RegExp(`['"]${RegExp.escape(path)}['"]\\s*:`),
    new RegExp(`\\b${word}['"]?\\s*:`),
    new RegExp(`\\b${word}\\b`),
  ];
  const lines = source.split('\n');
  for (const pattern of patterns) {
    const index = lines.findIndex((line) => pattern.test(line));
    if (index >= 0) return index + 1;
  }
  return null;
}
