import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { makeAnimation } from '../../src/figures/animation/makeAnimation.ts';
import { animationCached, drawCached } from '../../src/figures/cache.ts';
import { figureKinds } from '../../src/figures/index.ts';
import { sha256 } from '../../src/lab/store/key.ts';
import { syntheticRun } from './syntheticRun.ts';

const options = { id: 'fig-x', width: 390, theme: 'page' } as const;
const newFolder = (): string => mkdtempSync(join(tmpdir(), 'figure-cache-'));
const jsonFiles = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.json'));

test('draws once and reads back the same', async () => {
  const folder = newFolder();
  const runs = [syntheticRun()];
  const drawn = await figureKinds.accuracy.draw(runs, options);
  expect(await drawCached('accuracy', runs, options, folder)).toEqual(drawn);
  const [file = ''] = jsonFiles(folder);
  // What is on disk is what comes back.
  writeFileSync(join(folder, file), JSON.stringify({ ...drawn, alt: 'from disk' }));
  expect((await drawCached('accuracy', runs, options, folder)).alt).toBe('from disk');
});

test('draws again for other options, another kind, other data', async () => {
  const folder = newFolder();
  const run = syntheticRun();
  const changed = { ...run, record: { ...run.record, files: { 'curve.csv': '1'.repeat(64) } } };
  await drawCached('accuracy', [run], options, folder);
  await drawCached('accuracy', [run], { ...options, width: 400 }, folder);
  await drawCached('accuracy', [run], { ...options, theme: 'raster' }, folder);
  await drawCached('loss', [run], options, folder);
  await drawCached('accuracy', [changed], options, folder);
  await drawCached('accuracy', [run], options, folder);
  expect(jsonFiles(folder)).toHaveLength(5);
});

test('draws again where a file is damaged', async () => {
  const folder = newFolder();
  const runs = [syntheticRun()];
  const first = await drawCached('spark', runs, options, folder);
  const [file = ''] = jsonFiles(folder);
  writeFileSync(join(folder, file), '{"svg":');
  expect(await drawCached('spark', runs, options, folder)).toEqual(first);
});

test('makes an animation once, for all who ask at the same time', async () => {
  const folder = newFolder();
  const run = syntheticRun();
  const [first, second] = await Promise.all([
    animationCached('transition', [run], folder),
    animationCached('transition', [run], folder),
  ]);
  expect(second).toBe(first);
  const third = await animationCached('transition', [run], folder);
  expect(third).not.toBe(first);
  expect(third).toEqual(first);
  // A description whose pictures are gone is no film.
  const [hash = ''] = readdirSync(folder);
  rmSync(join(folder, hash, 'film.gif'));
  expect(await animationCached('transition', [run], folder)).toEqual(first);
  expect(readdirSync(join(folder, hash))).toContain('film.gif');
});

test('an animation that cannot be made says why, and does not stand in the way of others', async () => {
  const folder = newFolder();
  const run = syntheticRun();
  const many = Array.from({ length: 10 }, (_, i) => animationCached('landscape', [{ ...run, landscape: null }], join(folder, `${i}`))); // prettier-ignore
  const settled = await Promise.allSettled(many);
  expect(settled.map(({ status }) => status)).toEqual(Array(10).fill('rejected'));
  await expect(many[9]).rejects.toThrow(`landscape: run ${run.record.id} lacks the measure landscape`);
  expect((await animationCached('transition', [run], folder)).epochs.length).toBeGreaterThan(1);
});

test('a film that is the first thing a process draws is set in the same letters', async () => {
  const { gif } = await makeAnimation('transition', [syntheticRun()]);
  const script = `(async () => {
    const { createHash } = await import('node:crypto');
    const { makeInThread } = await import('./src/figures/animation/makeInThread.ts');
    const { syntheticRun } = await import('./tests/figures/syntheticRun.ts');
    const { gif } = await makeInThread({ kind: 'transition', runs: [syntheticRun()] });
    console.log(createHash('sha256').update(gif).digest('hex'));
  })()`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--eval', script]);
  expect(stdout.trim()).toBe(sha256(gif));
});
