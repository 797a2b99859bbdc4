/** Data of the explorer: the list of runs, and for each run its curves and measures, its planes, its maps. */
import type { APIRoute } from 'astro';
import { allRuns } from '../../atlas.ts';
import { encodeLogits, encodePlanes, fileCount } from '../../explore/frames.ts';
import { logitsFile, planesFile, runFile, RUNS_FILE } from '../../explore/runFile.ts';
import { describeRun, listedRuns } from '../../explore/runs.ts';

/** Written when it is asked for: all of them at once would fill the memory. */
type Write = () => Promise<string | Uint8Array> | string | Uint8Array;

export async function getStaticPaths() {
  const files: [string, Write][] = [[RUNS_FILE, async () => JSON.stringify(await listedRuns())]];
  for (const run of await allRuns()) {
    const { record, planes, pairs } = run;
    files.push([runFile(record.id), async () => JSON.stringify(await describeRun(run))]);
    if (planes && planes.keyFrequencies.length > 0) files.push([planesFile(record.id), () => encodePlanes(planes)]);
    for (let n = 0; pairs && n < fileCount(pairs.frameEpochs.length); n++)
      files.push([logitsFile(record.id, n), () => encodeLogits(run, pairs, n)]);
  }
  return files.map(([file, write]) => ({ params: { file }, props: { write } }));
}

export const GET: APIRoute<{ write: Write }> = async ({ props }) => new Response((await props.write()) as BodyInit);
