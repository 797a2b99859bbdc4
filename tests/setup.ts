/** Matchers and rules for every test: closeness of arrays, and no unexpected warning. */
import { afterEach, beforeEach, expect, vi } from 'vitest';

interface Tolerance {
  /** Relative to the expected number. */
  readonly rtol?: number;
  readonly atol?: number;
}

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- merged declarations must name the same parameters
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** Equal lengths, and |received − expected| ≤ atol + rtol·|expected| everywhere. */
    toBeAllclose(expected: ArrayLike<number>, tolerance?: Tolerance): R;
  }
}

expect.extend({
  toBeAllclose(received: ArrayLike<number>, expected: ArrayLike<number>, { rtol = 1e-5, atol = 1e-8 }: Tolerance = {}) {
    if (received.length !== expected.length) {
      return { pass: false, message: () => `lengths differ: ${received.length} and ${expected.length}` };
    }
    const excess = Array.from(expected, (x, i) => Math.abs((received[i] ?? NaN) - x) - (atol + rtol * Math.abs(x)));
    const worst = excess.reduce((at, x, i) => (!(x <= (excess[at] ?? 0)) ? i : at), 0);
    const pass = excess.length === 0 || (excess[worst] ?? NaN) <= 0;
    return {
      pass,
      message: () =>
        `element ${worst}: ${received[worst]} is not close to ${expected[worst]} (rtol ${rtol}, atol ${atol})`,
    };
  },
});

let warnings: unknown[][] = [];

beforeEach(() => {
  warnings = [];
  vi.spyOn(console, 'warn').mockImplementation((...args: unknown[]) => void warnings.push(args));
});

afterEach(() => {
  vi.restoreAllMocks();
  expect(warnings, 'unexpected console.warn').toEqual([]);
});
