/** JSON for results: NaN and the infinities survive, as the strings "NaN", "Infinity", "-Infinity". */

const NON_FINITE: Readonly<Record<string, number>> = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity };

const replaceNonFinite = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** Indented, for files that people open. */
export const toJson = (value: unknown): string => `${JSON.stringify(value, replaceNonFinite, 2)}\n`;

/** One line, for long columns of numbers. */
export const toCompactJson = (value: unknown): string => `${JSON.stringify(value, replaceNonFinite)}\n`;

export const fromJson = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'string' && NON_FINITE[value] !== undefined ? NON_FINITE[value] : value,
  );
