/** What the files of a run hold, for the table on its page. */
import type { RunRecord } from '../lab/store/record.ts';

export interface RunFileFacts {
  /** Path below the run's folder. */
  readonly name: string;
  readonly what: string;
  /** Number of the replication whose checkpoints it was measured on; null where that is the first execution. */
  readonly measuredOn: number | null;
}

const WHAT: readonly [RegExp, string][] = [
  [/^run\.json$/, 'specification, summary, first execution, hashes'],
  [/^curve\.csv$/, 'every evaluation, full resolution'],
  [/^weights\.safetensors$/, 'final weights'],
  [/^executions\/(\d+)\/curve\.csv$/, 'every evaluation of execution $1'],
  [/^executions\/(\d+)\/execution\.json$/, 'summary, device, versions and hashes of execution $1'],
  [/^additions\/\d+\.json$/, 'what was measured later, by which code, hashes'],
  [/^measures\/.*$/, 'measure, superseded'],
];

/** Every file of the run: its results first, then what was added to it. */
export function describeFiles({ files, records, measures }: Pick<RunRecord, 'files' | 'records' | 'measures'>) {
  const isLater = (name: string): boolean => /^(executions|additions)\//.test(name);
  const names = Object.keys({ 'run.json': '', ...files, ...records });
  return [...names.filter((name) => !isLater(name)), ...names.filter(isLater).sort()].map((name): RunFileFacts => {
    const notes = Object.entries(measures).flatMap(([measure, all]) => all.map((note) => [measure, note] as const));
    const [measure, note] = notes.find(([, { file }]) => file === name) ?? [];
    if (!measure || !note) {
      const [pattern, what] = WHAT.find(([known]) => known.test(name)) ?? [];
      return { name, what: pattern && what ? name.replace(pattern, what) : '', measuredOn: null };
    }
    const isNewest = measures[measure]?.at(-1) === note;
    if (!isNewest) return { name, what: `measure ${measure}, superseded`, measuredOn: null };
    const version = note.version > 1 ? `, version ${note.version}` : '';
    return { name, what: `measure ${measure}${version}`, measuredOn: note.execution > 1 ? note.execution : null };
  });
}
