/** The published runs: public/runs/<id>/. Append-only: a run is put once, whole, and from then on only added to. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asError, LabError, systemCode } from '../errors.ts';
import type { Evaluation } from '../training/summary.ts';
import { decodeCurve } from './curve.ts';
import { explainDiskTrouble, writeAtomically } from './files.ts';
import { additionPath, executionCurvePath, executionPath, withHistory } from './history.ts';
import { fromJson, toJson } from './json.ts';
import { keyOf, RUN_ID, sha256 } from './key.ts';
import { runFileSchema, type AdditionFile, type Execution, type RunFile, type RunRecord } from './record.ts';

export interface StoredRun {
  readonly record: RunRecord;
  readonly rows: Evaluation[];
}

/** Results by file name below the run's folder. */
export type ResultFiles = ReadonlyMap<string, string | Uint8Array>;

const hashesOf = (files: ResultFiles): Record<string, string> =>
  Object.fromEntries([...files].map(([name, content]) => [name, sha256(content)]));

export class RunStore {
  readonly root: string;

  /** @param root the project's public/runs */
  constructor(root: string) {
    this.root = root;
  }

  folder(id: string): string {
    return join(this.root, id);
  }

  /** Ids of all stored runs, ascending. */
  async ids(): Promise<string[]> {
    const names = await readdir(this.root).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return [];
      throw error;
    });
    return names.filter((name) => RUN_ID.test(name)).sort();
  }

  /** Records of all stored runs by id. @throws LabError (exit 3) for the first that cannot be read. */
  async records(): Promise<Map<string, RunRecord>> {
    const records = new Map<string, RunRecord>();
    for (const id of await this.ids()) {
      const record = await this.record(id);
      if (record) records.set(id, record);
    }
    return records;
  }

  /** The record alone, checked against its key but not its files; null where the run is not stored. */
  async record(id: string): Promise<RunRecord | null> {
    let text: string;
    try {
      text = await readFile(join(this.folder(id), 'run.json'), 'utf8');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null;
      throw this.#damaged(id, `run.json cannot be read (${asError(error).message})`, error);
    }
    const run = this.#parse(id, text);
    try {
      return await withHistory(this.folder(id), run, sha256(text));
    } catch (error) {
      throw this.#damaged(id, `what was added to it cannot be read: ${asError(error).message}`, error);
    }
  }

  /** The run, verified against its hashes; null where it is not stored. @throws LabError where it does not verify. */
  async get(id: string): Promise<StoredRun | null> {
    const record = await this.record(id);
    if (!record) return null;
    const curve = await this.read(record, 'curve.csv');
    return { record, rows: decodeCurve(new TextDecoder().decode(curve)) };
  }

  /** Curve and summary of the n-th execution of a run. */
  async execution(
    { record, rows }: StoredRun,
    n: number,
  ): Promise<Pick<StoredRun, 'rows'> & Pick<RunRecord, 'summary'>> {
    if (n === 1) return { rows, summary: record.summary };
    const replication = record.replications.find((other) => other.n === n);
    if (!replication) throw new TypeError(`RunStore: run ${record.id} has no execution ${n}`);
    const curve = new TextDecoder().decode(await this.read(record, replication.curve));
    return { rows: decodeCurve(curve), summary: replication.summary };
  }

  /** One file of a run, verified against the record. */
  async read(record: RunRecord, name: string): Promise<Uint8Array> {
    const expected = record.files[name];
    const path = join(this.folder(record.id), name);
    if (!expected)
      throw new LabError('RunFileMissing', `run ${record.id} has no file ${name}`, {
        hint: `It has: ${Object.keys(record.files).join(', ')}.`,
      });
    const bytes = await readFile(path).catch((error: unknown) => {
      throw this.#damaged(record.id, `${name} cannot be read (${asError(error).message})`);
    });
    if (sha256(bytes) !== expected) throw this.#damaged(record.id, `${name} does not match its SHA-256`);
    return new Uint8Array(bytes);
  }

  /** Stores a run whole: the folder appears with all its files or not at all. An existing run is left as it is. */
  async put(run: Omit<RunFile, 'files'>, files: ResultFiles): Promise<void> {
    const text = toJson({ ...run, files: hashesOf(files) });
    await this.#putWhole(run.id, new Map([...files, ['run.json', text]]));
  }

  /** Stores a run of another store with everything that was added to it, byte for byte. */
  async copy(from: RunStore, { id, files, records }: RunRecord): Promise<void> {
    const copies = new Map<string, Uint8Array>();
    for (const [name, expected] of Object.entries({ ...files, ...records })) {
      const bytes = await readFile(join(from.folder(id), name));
      if (sha256(bytes) !== expected) throw from.#damaged(id, `${name} does not match its SHA-256`);
      copies.set(name, bytes);
    }
    await this.#putWhole(id, copies);
  }

  async #putWhole(id: string, files: ResultFiles): Promise<void> {
    const target = this.folder(id);
    const temporary = join(this.root, `.${id}.${process.pid}.tmp`);
    try {
      await this.#removeLeftovers(id);
      for (const [name, content] of files) {
        await mkdir(dirname(join(temporary, name)), { recursive: true });
        await writeFile(join(temporary, name), content, { flush: true });
      }
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
      const code = systemCode(error);
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw explainDiskTrouble(error, target);
      // Somebody else stored it first; or there is a folder that is no run.
      if (!(await this.record(id))) throw this.#damaged(id, 'its folder has no run.json', error);
    }
  }

  /**
   * Adds a further carrying-out of a stored run; returns its number. The caller holds the run's lock. One that is
   * stored already (same start) is not added twice.
   */
  async addExecution(id: string, execution: Execution, summary: RunFile['summary'], curve: string): Promise<number> {
    const record = await this.#require(id);
    const known = record.executions.findIndex(({ startedAt }) => startedAt === execution.startedAt);
    if (known >= 0) return known + 1;
    const n = record.executions.length + 1;
    const files: ResultFiles = new Map([[executionCurvePath(n), curve]]);
    await this.#write(id, files);
    const content = { schema: 1, run: id, execution, summary, files: hashesOf(files) };
    await this.#write(id, new Map([[executionPath(n), toJson(content)]]));
    return n;
  }

  /** Adds later results to a stored run, under names it does not have yet. The caller holds the run's lock. */
  async addResults(
    id: string,
    addition: Omit<AdditionFile, 'schema' | 'run' | 'files'>,
    files: ResultFiles,
  ): Promise<void> {
    const record = await this.#require(id);
    for (const name of files.keys()) {
      if (name in record.files) throw new TypeError(`RunStore: run ${id} has a file ${name} already`);
    }
    const n = 1 + Object.keys(record.records).filter((path) => path.startsWith('additions/')).length;
    await this.#write(id, files);
    const content = { schema: 1, run: id, ...addition, files: hashesOf(files) };
    await this.#write(id, new Map([[additionPath(n), toJson(content)]]));
  }

  async #require(id: string): Promise<RunRecord> {
    const record = await this.record(id);
    if (!record) throw new TypeError(`RunStore: run ${id} is not stored`);
    return record;
  }

  async #write(id: string, files: ResultFiles): Promise<void> {
    for (const [name, content] of files) await writeAtomically(join(this.folder(id), name), content);
  }

  /** Takes the files of a withdrawn run away: gone from view in one step, then from the disk. */
  async remove(id: string): Promise<void> {
    const aside = join(this.root, `.${id}.${process.pid}.tmp`);
    await rename(this.folder(id), aside);
    await rm(aside, { recursive: true });
  }

  /** Temporary folders of a run whose process was killed while it stored; the caller holds the run's lock. */
  async #removeLeftovers(id: string): Promise<void> {
    await mkdir(this.root, { recursive: true });
    for (const name of await readdir(this.root)) {
      if (name.startsWith(`.${id}.`)) await rm(join(this.root, name), { recursive: true, force: true });
    }
  }

  #parse(id: string, text: string): RunFile {
    try {
      const record = runFileSchema.parse(fromJson(text));
      const { key, preimage } = keyOf(record.spec);
      if (record.id !== id || record.key !== key || record.preimage !== preimage)
        throw new Error(`its spec has key ${key.slice(0, 12)}`);
      return record;
    } catch (error) {
      throw this.#damaged(id, `run.json is not a record of this run: ${asError(error).message}`, error);
    }
  }

  #damaged(id: string, what: string, cause?: unknown): LabError {
    return new LabError('RunDamaged', `run ${id}: ${what}`, {
      hint: `Restore it from version control: git checkout -- public/runs/${id}`,
      exitCode: 3,
      cause,
    });
  }
}
