/** What reads stored runs and draws them loads no engine: a page or a list of runs does not wait for one. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Prints the packages of an engine that a module loads, itself or through what it imports. */
const WATCH = `
  import { registerHooks } from 'node:module';
  const loaded = new Set();
  registerHooks({
    load(url, context, next) {
      const [, name] = /node_modules\\/(@tensorflow\\/[^/]+|onnxruntime-[^/]+)\\//.exec(url) ?? [];
      if (name) loaded.add(name);
      return next(url, context);
    },
  });
  await import(process.argv[1]);
  console.log(JSON.stringify([...loaded].sort()));
`;

async function enginesOf(module: string): Promise<unknown> {
  const url = new URL(`../../src/${module}`, import.meta.url).href;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', WATCH, url]);
  return JSON.parse(stdout);
}

test.each([
  'lab/store/cache.ts',
  'lab/store/results.ts',
  'lab/pipeline/plan.ts',
  'lab/training/cost.ts',
  'figures/index.ts',
])('%s loads none', async (module) => expect(await enginesOf(module)).toEqual([]));

test('what trains loads them, so that loading none can be told', async () => {
  expect(await enginesOf('lab/pipeline/train.ts')).toEqual(expect.arrayContaining(['@tensorflow/tfjs-core']));
});
