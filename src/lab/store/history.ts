/** What was added to a run after it was first stored: further executions and later measures. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../errors.ts';
import { fromJson } from './json.ts';
import { sha256 } from './key.ts';
import { additionFileSchema, executionFileSchema } from './record.ts';
import type { AdditionFile, ExecutionFile, MeasureNote, RunFile, RunRecord } from './record.ts';

export const executionPath = (n: number): string => `executions/${n}/execution.json`;
export const executionCurvePath = (n: number): string => `executions/${n}/curve.csv`;
export const additionPath = (n: number): string => `additions/${n}.json`;

interface Numbered<T> {
  readonly n: number;
  readonly path: string;
  readonly sha256: string;
  readonly content: T;
}

/** The run in `folder` as it stands. @throws where an addition cannot be read or belongs to another run. */
export async function withHistory(folder: string, run: RunFile, runSha256: string): Promise<RunRecord> {
  const executions = await readNumbered(folder, 'executions', /^\d+$/, executionPath, executionFileSchema);
  const additions = await readNumbered(folder, 'additions', /^\d+\.json$/, additionPath, additionFileSchema);
  for (const { path, content } of [...executions, ...additions]) {
    if (content.run !== run.id) throw new Error(`${path} belongs to run ${content.run}`);
  }
  requireSequence(executions, 2);
  requireSequence(additions, 1);
  const { measures: _notes, ...first } = run;
  return {
    ...first,
    files: Object.assign({}, run.files, ...[...executions, ...additions].map(({ content }) => content.files)) as Files,
    executions: [...run.executions, ...executions.map(({ content }) => content.execution)],
    replications: executions.map(({ n, content }) => ({
      n,
      summary: content.summary,
      curve: executionCurvePath(n),
    })),
    measures: notesOf(
      run,
      additions.map(({ content }) => content),
    ),
    origins: {
      ...originsOf(run.files, 1),
      ...Object.assign({}, ...executions.map(({ n, content }) => originsOf(content.files, n))),
      ...Object.assign({}, ...additions.map(({ content }) => originsOf(content.files, content.execution))),
    } as Record<string, number>,
    records: {
      'run.json': runSha256,
      ...Object.fromEntries([...executions, ...additions].map((entry) => [entry.path, entry.sha256])),
    },
  };
}

type Files = Record<string, string>;

async function readNumbered<T extends ExecutionFile | AdditionFile>(
  folder: string,
  kind: 'executions' | 'additions',
  pattern: RegExp,
  pathOf: (n: number) => string,
  schema: { parse: (value: unknown) => T },
): Promise<Numbered<T>[]> {
  const names = await readdir(join(folder, kind)).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  const numbers = names.filter((name) => pattern.test(name)).map((name) => Number.parseInt(name, 10));
  const entries = numbers
    .sort((x, y) => x - y)
    .map(async (n): Promise<Numbered<T> | null> => {
      const path = pathOf(n);
      const text = await readFile(join(folder, path), 'utf8').catch((error: unknown) => {
        // A process died before it wrote the last file of the execution: nothing was added.
        if (systemCode(error) === 'ENOENT') return null;
        throw error;
      });
      return text === null ? null : { n, path, sha256: sha256(text), content: schema.parse(fromJson(text)) };
    });
  return (await Promise.all(entries)).filter((entry) => entry !== null);
}

/** A gap in the numbers means that something published is gone. */
function requireSequence(entries: readonly Numbered<unknown>[], first: number): void {
  entries.forEach(({ n, path }, i) => {
    if (n !== first + i) throw new Error(`${path} is there, number ${first + i} is not`);
  });
}

const originsOf = (files: Files, n: number): Record<string, number> =>
  Object.fromEntries(Object.keys(files).map((name) => [name, n]));

/** Notes of run.json (of its file names, where it has none) and of the additions. @throws where a note has no file. */
function notesOf(run: RunFile, additions: readonly AdditionFile[]): Record<string, MeasureNote[]> {
  const notes: Record<string, MeasureNote[]> = {};
  const add = (name: string, note: MeasureNote, files: Files): void => {
    if (!(note.file in files)) throw new Error(`measure ${name} names ${note.file}, which is not among the files`);
    (notes[name] ??= []).push(note);
  };
  for (const file of run.measures ? [] : Object.keys(run.files)) {
    const name = /^measures\/(\w+)\.\w+$/.exec(file)?.[1];
    if (name) add(name, { version: 1, checkpointEvery: null, file, execution: 1 }, run.files);
  }
  for (const [name, note] of Object.entries(run.measures ?? {})) add(name, { ...note, execution: 1 }, run.files);
  for (const { measures, execution, files } of additions) {
    for (const [name, note] of Object.entries(measures)) add(name, { ...note, execution }, files);
  }
  return notes;
}

/** A name for a measure's file that the run does not have yet: the first version bears the bare name. */
export function measurePath(
  fileName: string,
  { version, checkpointEvery }: Pick<MeasureNote, 'version' | 'checkpointEvery'>,
  taken: Readonly<Record<string, unknown>>,
): string {
  const [stem = '', extension = ''] = fileName.split('.');
  const base = `measures/${stem}${version > 1 ? `@${version}` : ''}`;
  const candidates = [base, `measures/${stem}@${version}-every${checkpointEvery ?? 0}`];
  for (let i = 2; ; i++) {
    const free = candidates.find((name) => !(`${name}.${extension}` in taken));
    if (free) return `${free}.${extension}`;
    candidates.push(`measures/${stem}@${version}-every${checkpointEvery ?? 0}-${i}`);
  }
}
