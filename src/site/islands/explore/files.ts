/** What has been fetched of the runs. Nothing is asked for twice. */
import { logitsFile, planesFile, runFile, RUNS_FILE, type ListedRun, type RunFile } from '../../explore/runFile.ts';
import { decodeNorms, placeOfFrame, row } from './decode.ts';

/** A run with its bytes, as far as they have come. */
export interface LoadedRun extends RunFile {
  /** uint8 [T, h]; null where there is no spectrum. */
  readonly norms: Uint8Array | null;
  /** int8 [T, K, p, 2] */
  planeBytes: Int8Array | null;
  /** File number → uint8 [frames, p, p]. */
  readonly logitBytes: Map<number, Uint8Array>;
}

export class Files {
  readonly #base: string;
  readonly #asked = new Map<string, Promise<ArrayBuffer>>();
  readonly #runs = new Map<string, Promise<LoadedRun>>();

  /** @param base address of the folder, with a slash at its end */
  constructor(base: string) {
    this.#base = base;
  }

  /** @throws Error naming the file where it cannot be had; the next call tries again. */
  #get(name: string): Promise<ArrayBuffer> {
    const known = this.#asked.get(name);
    if (known) return known;
    const asked = fetch(this.#base + name).then((response) => {
      if (!response.ok) throw new Error(`${name}: ${response.status}`);
      return response.arrayBuffer();
    });
    this.#asked.set(name, asked);
    asked.catch(() => this.#asked.delete(name));
    return asked;
  }

  async #json(name: string): Promise<unknown> {
    return JSON.parse(new TextDecoder().decode(await this.#get(name)));
  }

  async list(): Promise<ListedRun[]> {
    return (await this.#json(RUNS_FILE)) as ListedRun[];
  }

  run(id: string): Promise<LoadedRun> {
    const known = this.#runs.get(id);
    if (known) return known;
    const loading = this.#json(runFile(id)).then((json) => {
      const file = json as RunFile;
      return {
        ...file,
        norms: file.spectrum && decodeNorms(file.spectrum),
        planeBytes: null,
        logitBytes: new Map<number, Uint8Array>(),
      };
    });
    this.#runs.set(id, loading);
    loading.catch(() => this.#runs.delete(id));
    return loading;
  }

  async planes(run: LoadedRun): Promise<void> {
    run.planeBytes ??= new Int8Array(await this.#get(planesFile(run.id)));
  }

  async logits(run: LoadedRun, file: number): Promise<void> {
    if (!run.logitBytes.has(file)) run.logitBytes.set(file, new Uint8Array(await this.#get(logitsFile(run.id, file))));
  }
}

/** The map at frame `t`, uint8 [p, p]; null where it has not come yet. */
export function logitFrame({ logits, logitBytes, p }: LoadedRun, t: number): Uint8Array | null {
  if (!logits) return null;
  const { file, index } = placeOfFrame(logits, t);
  const bytes = logitBytes.get(file);
  return bytes ? row(bytes, index, p * p) : null;
}
