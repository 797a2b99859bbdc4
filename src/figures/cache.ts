/**
 * Drawings and animations, kept under .cache/figures/<key>. The key covers what they depend on: the hashes of the
 * runs' files, the kind with its version and options, the code and the packages that draw.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { RunResults } from '../lab/store/results.ts';
import { systemCode } from '../lab/errors.ts';
import { writeAtomically } from '../lab/store/files.ts';
import { sha256 } from '../lab/store/key.ts';
import type { FilmKindName } from './animation/index.ts';
import type { Animation } from './animation/makeAnimation.ts';
import { makeInThread } from './animation/makeInThread.ts';
import type { Drawing, DrawOptions } from './figure.ts';
import { figureKinds, type FigureKindName } from './index.ts';

const CACHE = join(process.cwd(), '.cache', 'figures');
/** The code that drawings come from: this folder, and what it reads of stored runs and reckons with. */
const CODE = ['figures', 'lab/measures', 'lab/models', 'lab/statistics', 'lab/store', 'lab/tasks', 'lab/training'];
const PACKAGES = ['@observablehq/plot', 'linkedom', 'sharp', 'gifenc'];

/** SHA-256 over the files of the code and the versions of the packages that draw. */
async function hashOfCode(): Promise<string> {
  const folders = CODE.map((folder) => join(process.cwd(), 'src', folder));
  const listed = await Promise.all(
    folders.map(async (folder) => (await readdir(folder, { recursive: true })).map((name) => join(folder, name))),
  );
  const paths = listed.flat().filter((path) => /\.(ts|ttf)$/.test(path));
  const hashes = paths.map(async (path) => [relative(process.cwd(), path), sha256(await readFile(path))]);
  const files = (await Promise.all(hashes)).sort();
  const project = JSON.parse(await readFile(join(process.cwd(), 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const versions = PACKAGES.map((name) => [name, project.dependencies[name]]);
  return sha256(JSON.stringify({ files, versions, node: process.versions.node }));
}

// Read when the code is loaded, not when the first figure is drawn: an edit in between would be hashed but not drawn with.
// One between the bundling of a build and its start still would.
const codeHash = hashOfCode();
// Whoever draws is told; who only imports this has no use for it.
codeHash.catch(() => undefined);

async function keyOf(runs: readonly RunResults[], what: unknown): Promise<string> {
  // Not all files: a replication changes nothing that is drawn.
  const data = runs.map(({ record: { id, summary, files, measures } }) => ({
    id,
    summary,
    curve: files['curve.csv'],
    measures: Object.entries(measures).map(([name, notes]) => [name, notes.map(({ file }) => files[file])]),
  }));
  return sha256(JSON.stringify({ data, what, code: await codeHash }));
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return Uint8Array.from(await readFile(path));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** A cache may be damaged: what does not parse is as good as not there. */
function parseIfWhole<T>(bytes: Uint8Array | null): T | null {
  try {
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T);
  } catch {
    return null;
  }
}

/** Work in progress, so that two askers of one key share it. */
const running = new Map<string, Promise<unknown>>();

function once<T>(key: string, work: () => Promise<T>): Promise<T> {
  const known = running.get(key) as Promise<T> | undefined;
  if (known) return known;
  const promise = work().finally(() => running.delete(key));
  running.set(key, promise);
  return promise;
}

/** `figureKinds[kind].draw(runs, options)`, drawn once. @param folder where drawings are kept */
export async function drawCached(
  kind: FigureKindName,
  runs: readonly RunResults[],
  options: DrawOptions,
  folder = CACHE,
): Promise<Drawing> {
  const { version, draw } = figureKinds[kind];
  const { id, width, theme } = options;
  const key = await keyOf(runs, { kind, version, id, width, theme });
  const path = join(folder, `${key}.json`);
  return once(path, async () => {
    const cached = parseIfWhole<Drawing>(await readIfThere(path));
    if (cached) return cached;
    const drawing = await draw(runs, options);
    await writeAtomically(path, JSON.stringify(drawing));
    return drawing;
  });
}

const MEDIA = { gif: 'film.gif', webp: 'film.webp', poster: 'poster.png', strip: 'strip.png' } as const;
type Media = keyof typeof MEDIA;

/** `makeAnimation(kind, runs)`, made once, in a thread of its own. @param root where animations are kept, each in a folder */
export async function animationCached(
  kind: FilmKindName,
  runs: readonly RunResults[],
  root = CACHE,
): Promise<Animation> {
  const key = await keyOf(runs, { film: kind });
  const folder = join(root, key);
  return once(folder, async () => {
    const cached = await readAnimation(folder);
    if (cached) return cached;
    const animation = await makeInThread({ kind, runs });
    const { gif, webp, poster, strip, ...rest } = animation;
    const media = { gif, webp, poster, strip };
    for (const name of Object.keys(MEDIA) as Media[]) await writeAtomically(join(folder, MEDIA[name]), media[name]);
    // Last: a folder with a description is whole.
    await writeAtomically(join(folder, 'animation.json'), JSON.stringify(rest));
    return animation;
  });
}

async function readAnimation(folder: string): Promise<Animation | null> {
  const rest = parseIfWhole<Omit<Animation, Media>>(await readIfThere(join(folder, 'animation.json')));
  if (!rest) return null;
  const read = async (name: Media): Promise<Uint8Array> =>
    Uint8Array.from(await readFile(join(folder, MEDIA[name])).catch(() => []));
  const [gif, webp, poster, strip] = await Promise.all([read('gif'), read('webp'), read('poster'), read('strip')]);
  const isWhole = [gif, webp, poster, strip].every(({ length }) => length > 0);
  return isWhole ? { ...rest, gif, webp, poster, strip } : null;
}
