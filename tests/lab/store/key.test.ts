import { describe, expect, test } from 'vitest';
import { runSpecSchema, type RunSpec, type RunSpecInput } from '../../../src/lab/spec.ts';
import { canonicalJson, keyOf } from '../../../src/lab/store/key.ts';

const input: RunSpecInput = {
  task: { p: 113, fracTrain: 0.3 },
  model: {},
  optimizer: { learningRate: 1e-3, weightDecay: 1 },
  epochs: 25_000,
  stop: { basin: 1000 },
};
const spec = runSpecSchema.parse(input);
const idOf = (changed: RunSpec): string => keyOf(changed).id;

describe('golden keys', () => {
  // These runs are published. If one of these ids changes, permalinks break: bump a semantics version instead.
  test.each([
    [0, '47610b71c281'],
    [1, '5f6036336614'],
    [2, 'cf0db7fc9537'],
    [999, '14cb4f624502'],
  ])('the baseline run with seed %i keeps its id', (seed, id) => {
    expect(idOf({ ...spec, seed })).toBe(id);
  });

  test('the key is the SHA-256 of the preimage, the id its first 12 digits', () => {
    const { id, key, preimage } = keyOf(spec);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(key.slice(0, 12)).toBe(id);
    expect(preimage.startsWith('grokking-atlas/run/1\n{"epochs":25000,')).toBe(true);
  });
});

describe('what changes a key', () => {
  const paths = (object: object, prefix: string[] = []): string[][] =>
    Object.entries(object).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null ? paths(value as object, [...prefix, key]) : [[...prefix, key]],
    );
  const numeric = paths(spec).filter((path) => typeof at(spec, path) === 'number');

  function at(object: unknown, path: string[]): unknown {
    return path.reduce((inner, key) => (inner as Record<string, unknown>)[key], object);
  }

  test('there are numbers to change', () => {
    expect(numeric.length).toBeGreaterThanOrEqual(15);
  });

  test.each(numeric.map((path) => [path.join('.'), path] as const))('the number %s does', (_name, path) => {
    const changed = structuredClone(spec);
    const parent = at(changed, path.slice(0, -1)) as Record<string, number>;
    const key = path.at(-1)!;
    parent[key] = parent[key]! + 1;
    expect(idOf(changed)).not.toBe(idOf(spec));
  });

  test('the order of keys does not', () => {
    const reversed = Object.fromEntries(
      Object.entries(spec)
        .toReversed()
        .map(([key, value]) => [
          key,
          typeof value === 'object' && value !== null && !Array.isArray(value)
            ? Object.fromEntries(Object.entries(value).toReversed())
            : value,
        ]),
    );
    expect(idOf(reversed as unknown as RunSpec)).toBe(idOf(spec));
  });

  test('writing a default out does not', () => {
    const explicit = runSpecSchema.parse({
      ...input,
      task: { ...input.task, operation: 'a+b', split: 'random' },
      model: { nHeads: 4, dHead: 32 },
    });
    expect(idOf(explicit)).toBe(idOf(spec));
  });

  test('an option added later, at its default, does not; at another value it does', () => {
    const withOption = (clipNorm: number | null): RunSpec =>
      ({ ...spec, optimizer: { ...spec.optimizer, clipNorm } }) as RunSpec;
    const later = { regularizer: null, 'optimizer.clipNorm': null };
    expect(keyOf(withOption(null), later).id).toBe(idOf(spec));
    expect(keyOf(withOption(1), later).id).not.toBe(idOf(spec));
  });
});

describe('canonical JSON', () => {
  // RFC 8785, §3.2.2 (example) and §3.2.3 (sorting by UTF-16 code units).
  test('serializes the example of RFC 8785', () => {
    const example = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    ) as unknown;
    expect(canonicalJson(example)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test('sorts keys by UTF-16 code units', () => {
    const keys = ['€', '\r', '\ufb33', '1', '😀', '\u0080', 'ö'];
    const sorted = ['\r', '1', '\u0080', 'ö', '€', '😀', '\ufb33'];
    const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])));
    expect(Object.keys(JSON.parse(text) as object).filter((key) => key !== '1')).toEqual(
      sorted.filter((key) => key !== '1'),
    );
  });

  test('refuses numbers that JSON cannot carry', () => {
    expect(() => canonicalJson({ x: NaN })).toThrow();
  });
});
