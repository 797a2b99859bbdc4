/** The published runs: public/runs/<id>/. Append-only: a run is put once, whole, and never edited. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asError, LabError, systemCode } from '../errors.ts';
import type { Evaluation } from '../training/summary.ts';
import { decodeCurve } from './curve.ts';
import { explainDiskTrouble } from './files.ts';
import { fromJson, toJson } from './json.ts';
import { keyOf, sha256 } from './key.ts';
import { runRecordSchema, type RunRecord } from './record.ts';

export interface StoredRun {
  readonly record: RunRecord;
  readonly rows: Evaluation[];
}

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
    return names.filter((name) => /^[0-9a-f]{12}$/.test(name)).sort();
  }

  /** The record alone, checked against its key but not its files; null where the run is not stored. */
  async record(id: string): Promise<RunRecord | null> {
    try {
      return this.#parse(id, await readFile(join(this.folder(id), 'run.json'), 'utf8'));
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null;
      throw error instanceof LabError ? error : this.#damaged(id, 'run.json cannot be read', error);
    }
  }

  /** The run, verified against its hashes; null where it is not stored. @throws LabError where it does not verify. */
  async get(id: string): Promise<StoredRun | null> {
    const record = await this.record(id);
    if (!record) return null;
    const curve = await this.read(record, 'curve.csv');
    return { record, rows: decodeCurve(new TextDecoder().decode(curve)) };
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
  async put(record: Omit<RunRecord, 'files'>, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
    const target = this.folder(record.id);
    const temporary = join(this.root, `.${record.id}.${process.pid}.tmp`);
    try {
      await this.#removeLeftovers(record.id);
      for (const [name, content] of files) {
        await mkdir(dirname(join(temporary, name)), { recursive: true });
        await writeFile(join(temporary, name), content, { flush: true });
      }
      const hashes = Object.fromEntries([...files].map(([name, content]) => [name, sha256(content)]));
      await writeFile(join(temporary, 'run.json'), toJson({ ...record, files: hashes }), { flush: true });
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
      const code = systemCode(error);
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw explainDiskTrouble(error, target);
      // Somebody else stored it first; or there is a folder that is no run.
      if (!(await this.record(record.id))) throw this.#damaged(record.id, 'its folder has no run.json', error);
    }
  }

  /** Temporary folders of a run whose process was killed while it stored; the caller holds the run's lock. */
  async #removeLeftovers(id: string): Promise<void> {
    await mkdir(this.root, { recursive: true });
    for (const name of await readdir(this.root)) {
      if (name.startsWith(`.${id}.`)) await rm(join(this.root, name), { recursive: true, force: true });
    }
  }

  #parse(id: string, text: string): RunRecord {
    try {
      const record = runRecordSchema.parse(fromJson(text));
      const { key } = keyOf(record.spec);
      if (record.id !== id || record.key !== key) throw new Error(`its spec has key ${key.slice(0, 12)}`);
      return record;
    } catch (error) {
      throw this.#damaged(id, `run.json is not a record of this run: ${asError(error).message}`, error);
    }
  }

  #damaged(id: string, what: string, cause?: unknown): LabError {
    return new LabError('RunDamaged', `run ${id}: ${what}`, {
      hint: `Restore public/runs/${id} from version control, or delete it and run the experiment again.`,
      exitCode: 3,
      cause,
    });
  }
}
