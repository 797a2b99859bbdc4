/**
 * Unfinished runs and checkpoints: .cache/lab/runs/<id>/, never published. A process may die at any moment:
 * progress.json is replaced last and names, with its hash, the state file it belongs to.
 */
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DEVICES, type DeviceName } from '../engine/deviceNames.ts';
import { LabError, systemCode } from '../errors.ts';
import type { Parameters } from '../models/parameters.ts';
import { decodeFloat32, encodeSafetensors } from '../safetensors.ts';
import type { Evaluation } from '../training/summary.ts';
import { decodeCurve, encodeCurve } from './curve.ts';
import { writeAtomically } from './files.ts';
import { canonicalJson, sha256 } from './key.ts';

/** What a run is trained on. */
export interface Machine {
  readonly processor: string;
  readonly platform: string;
}

/** Where a run stands between two sessions of training. */
export interface Progress {
  readonly epoch: number;
  readonly rows: readonly Evaluation[];
  /** Parameters and moments by name. */
  readonly state: Record<string, Float32Array>;
  /** Time spent training so far, over all sessions. */
  readonly wallSeconds: number;
  /** Processor time of the training thread over all sessions: what it costs where other work does not interfere. */
  readonly cpuSeconds: number;
  /** Commit of the code that trains, as the last session began; null outside git. */
  readonly git: { readonly commit: string; readonly dirty: boolean } | null;
  /** Sessions before this one. */
  readonly sessions: number;
  readonly startedAt: string;
  /** All sessions of a run train on one device: another rounds differently. */
  readonly device: DeviceName;
  /** The last session's; absent in caches from before it was kept. */
  readonly machine?: Machine | undefined;
  /** SHA-256 of the traced graphs; null where the program ran eagerly or has not been traced yet. */
  readonly graphs: { readonly step: string | null; readonly evaluation: string | null };
  /** Set when training is over. */
  readonly finished: { readonly divergedAt: number | null } | null;
}

const bodySchema = z.strictObject({
  epoch: z.int(),
  curve: z.string(),
  stateFile: z.string(),
  stateSha256: z.string(),
  wallSeconds: z.number(),
  cpuSeconds: z.number(),
  git: z.strictObject({ commit: z.string(), dirty: z.boolean() }).nullable(),
  sessions: z.int(),
  startedAt: z.string(),
  device: z.enum(DEVICES),
  machine: z.strictObject({ processor: z.string(), platform: z.string() }).optional(),
  graphs: z.strictObject({ step: z.string().nullable(), evaluation: z.string().nullable() }),
  finished: z.strictObject({ divergedAt: z.int().nullable() }).nullable(),
});
const progressSchema = z.strictObject({ sha256: z.string(), body: bodySchema });

export class RunCache {
  readonly folder: string;
  /** Outside the folder, which is moved away when it is damaged. */
  readonly lockPath: string;

  /** @param root the project's .cache/lab @param kind a replication is trained beside the run itself */
  constructor(root: string, id: string, kind: 'runs' | 'replications' = 'runs') {
    this.folder = join(root, kind, id);
    this.lockPath = join(root, 'locks', id);
  }

  async save({ rows, state, ...rest }: Progress): Promise<void> {
    const bytes = encodeFlat(state);
    const stateFile = `state-${rest.epoch}.safetensors`;
    await writeAtomically(join(this.folder, stateFile), bytes);
    const body = { ...rest, curve: encodeCurve(rows), stateFile, stateSha256: sha256(bytes) };
    const text = JSON.stringify({ sha256: sha256(canonicalJson(body)), body });
    await writeAtomically(join(this.folder, 'progress.json'), text);
    await this.#removeStates(stateFile);
  }

  /** The last saved progress; null where there is none. What does not hash is set aside and reported to `warn`. */
  async load(warn: (message: string) => void): Promise<Progress | null> {
    const path = join(this.folder, 'progress.json');
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null;
      throw error;
    }
    try {
      const { body, sha256: expected } = progressSchema.parse(JSON.parse(text));
      if (sha256(canonicalJson(body)) !== expected) throw new Error('progress.json does not match its hash');
      const bytes = await readFile(join(this.folder, body.stateFile));
      if (sha256(bytes) !== body.stateSha256) throw new Error(`${body.stateFile} does not match its hash`);
      const { curve, stateFile: _file, stateSha256: _hash, ...rest } = body;
      return { ...rest, rows: decodeCurve(curve), state: decodeFloat32(bytes) };
    } catch (error) {
      const aside = await this.setAside();
      warn(`partial run in ${this.folder} is damaged (${String(error)}); moved to ${aside}, training starts over`);
      return null;
    }
  }

  /** Where the last saved progress stands, without loading it; null where there is none that can be read. */
  async saved(): Promise<{ epoch: number; isFinished: boolean; device: DeviceName } | null> {
    try {
      const text = await readFile(join(this.folder, 'progress.json'), 'utf8');
      const { epoch, finished, device } = progressSchema.parse(JSON.parse(text)).body;
      return { epoch, isFinished: finished !== null, device };
    } catch {
      return null;
    }
  }

  /** When the training began whose finished state is here; null where there is none. */
  async finishedRun(): Promise<string | null> {
    const progress = await this.load(() => undefined);
    return progress?.finished ? progress.startedAt : null;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Moves the whole folder out of the way, keeping it for inspection. */
  async setAside(): Promise<string> {
    const aside = `${this.folder}.damaged-${Date.now()}`;
    await rename(this.folder, aside);
    return aside;
  }

  /** @param kind parameters for measures, or whole training states */
  async saveCheckpoint(epoch: number, parameters: Parameters, kind: CheckpointKind = 'checkpoints'): Promise<void> {
    const bytes = encodeFlat(parameters);
    // The name carries the hash: a damaged checkpoint cannot pass for a good one.
    await writeAtomically(join(this.folder, kind, `${epoch}-${sha256(bytes).slice(0, 16)}.safetensors`), bytes);
  }

  /** Epochs with a checkpoint, ascending. */
  async checkpointEpochs(kind: CheckpointKind = 'checkpoints'): Promise<number[]> {
    const files = await this.#checkpointFiles(kind);
    return [...files.keys()].sort((x, y) => x - y);
  }

  async loadCheckpoint(epoch: number, kind: CheckpointKind = 'checkpoints'): Promise<Parameters> {
    const file = (await this.#checkpointFiles(kind)).get(epoch);
    if (!file) throw new TypeError(`RunCache: no checkpoint of epoch ${epoch} in ${this.folder}`);
    const bytes = await readFile(join(this.folder, kind, file));
    if (!file.includes(sha256(bytes).slice(0, 16))) {
      const aside = await this.setAside();
      throw new LabError(
        'CheckpointDamaged',
        `checkpoint ${file} does not match its hash; its run was moved to ${aside}`,
        {
          hint: 'Run again: the run is trained anew, with the same result.',
        },
      );
    }
    return decodeFloat32(bytes);
  }

  async #checkpointFiles(kind: CheckpointKind): Promise<Map<number, string>> {
    const names = await readdir(join(this.folder, kind)).catch(() => []);
    return new Map(
      names.flatMap((name) => {
        const epoch = /^(\d+)-[0-9a-f]{16}\.safetensors$/.exec(name)?.[1];
        return epoch === undefined ? [] : [[Number(epoch), name]];
      }),
    );
  }

  async #removeStates(keep: string): Promise<void> {
    for (const name of await readdir(this.folder)) {
      if (name.startsWith('state-') && name !== keep) await rm(join(this.folder, name), { force: true });
    }
  }
}

/** Shapes follow from the spec: each tensor is kept as a row of numbers. */
function encodeFlat(tensors: Parameters): Uint8Array {
  const rows = Object.entries(tensors).map(([name, data]) => [name, { shape: [data.length], data }] as const);
  return encodeSafetensors(Object.fromEntries(rows));
}

type CheckpointKind = 'checkpoints' | 'states';
