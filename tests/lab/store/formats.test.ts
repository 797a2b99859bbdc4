import { describe, expect, test } from 'vitest';
import { decodeFloat32, decodeSafetensors, encodeSafetensors } from '../../../src/lab/safetensors.ts';
import { decodeCurve, encodeCurve, float32Text } from '../../../src/lab/store/curve.ts';
import { fromJson, toJson } from '../../../src/lab/store/json.ts';
import { randomStream } from '../../../src/lab/tasks/random.ts';
import type { Evaluation } from '../../../src/lab/training/summary.ts';

const row = (changes: Partial<Evaluation> = {}): Evaluation => ({
  epoch: 10,
  trainLoss: Math.fround(0.1),
  testLoss: Math.fround(1e-30),
  trainAccuracy: 1,
  testAccuracy: Math.fround(1 / 3),
  sumSquaredWeights: Math.fround(1234.567),
  ...changes,
});

describe('curve.csv', () => {
  test('every float32 survives, in the shortest decimals', () => {
    const random = randomStream(0, 'floats');
    for (let i = 0; i < 5000; i++) {
      const x = Math.fround(random.normal() * 10 ** (60 * random.uniform() - 30));
      expect(Math.fround(Number(float32Text(x)))).toBe(x);
    }
    expect(float32Text(Math.fround(0.1))).toBe('0.1');
    expect(float32Text(1e-45)).toBe('1e-45');
  });

  test('reads back as written, NaN and infinities included', () => {
    const rows = [row(), row({ epoch: 20, trainLoss: NaN, testLoss: Infinity, sumSquaredWeights: -Infinity })];
    const read = decodeCurve(encodeCurve(rows));
    expect(read.map((r) => ({ ...r, testAccuracy: Math.fround(r.testAccuracy) }))).toMatchObject([
      { epoch: 10, trainAccuracy: 1, testAccuracy: Math.fround(1 / 3) },
      { epoch: 20, trainLoss: NaN, testLoss: Infinity, sumSquaredWeights: -Infinity },
    ]);
    expect(encodeCurve(read)).toBe(encodeCurve(rows));
  });

  test.each([
    ['a missing number', 'epoch,trainLoss,testLoss,trainAccuracy,testAccuracy,sumSquaredWeights\n0,1,2,3,,5\n'],
    ['a cut line', 'epoch,trainLoss,testLoss,trainAccuracy,testAccuracy,sumSquaredWeights\n0,1,2\n'],
    ['a word', 'epoch,trainLoss,testLoss,trainAccuracy,testAccuracy,sumSquaredWeights\n0,1,2,3,x,5\n'],
    ['another header', 'a,b\n1,2\n'],
  ])('%s is an error', (_what, csv) => {
    expect(() => decodeCurve(csv)).toThrow(/curve\.csv/);
  });
});

describe('JSON of results', () => {
  test('keeps NaN, infinities, null and missing apart', () => {
    const value = { nan: NaN, up: Infinity, down: -Infinity, nothing: null };
    const read = fromJson(toJson(value)) as Record<string, unknown>;
    expect(read).toEqual(value);
    expect('missing' in read).toBe(false);
  });
});

describe('safetensors', () => {
  const tensors = {
    W_E: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, -6) },
    epochs: { shape: [2], data: Int32Array.of(0, 70_000) },
    maps: { shape: [3], data: Float16Array.of(0.5, -2, 65_504) },
    mask: { shape: [5], data: Uint8Array.of(1, 0, 1, 1, 0) },
  };

  test('reads back as written, also from a view into a larger buffer', () => {
    const bytes = encodeSafetensors(tensors, { measure: 'test@1' });
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    for (const source of [bytes, Buffer.from(bytes), larger.subarray(3)]) {
      const read = decodeSafetensors(source);
      expect(read).toEqual({ tensors, metadata: { measure: 'test@1' } });
    }
  });

  test('has the layout of the format: header length, JSON, data', () => {
    const bytes = encodeSafetensors({ x: { shape: [1], data: Float32Array.of(1) } });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, unknown>;
    expect(header['x']).toEqual({ dtype: 'F32', shape: [1], data_offsets: [0, 4] });
    expect(bytes.subarray(8 + length)).toEqual(new Uint8Array([0, 0, 128, 63]));
  });

  test('a truncated file is an error', () => {
    const bytes = encodeSafetensors(tensors);
    for (const length of [0, 7, 20, bytes.length - 1]) {
      expect(() => decodeSafetensors(bytes.subarray(0, length))).toThrow();
    }
  });

  test('parameters are the numbers alone, and nothing but float32', () => {
    expect(decodeFloat32(encodeSafetensors({ W_E: tensors.W_E }))).toEqual({ W_E: tensors.W_E.data });
    expect(() => decodeFloat32(encodeSafetensors(tensors))).toThrow('epochs is I32, not F32');
  });

  test('a shape that does not fit its data is an error', () => {
    expect(() => encodeSafetensors({ x: { shape: [2, 2], data: Float32Array.of(1) } })).toThrow('x has 1 numbers');
  });
});
