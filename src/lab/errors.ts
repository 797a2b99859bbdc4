/**
 * Errors that people who use the lab can cause and mend. Each says what happened, with the value, and what
 * to do about it. Mistakes in this code throw TypeError instead.
 */

/** Exit codes of the command line: 1 a run or a build failed, 2 wrong usage or definition, 3 the store does not verify. */
export type ExitCode = 1 | 2 | 3;

export class LabError extends Error {
  readonly hint: string;
  readonly exitCode: ExitCode;

  /** @param name permanent and searchable. @param hint the one thing to do next. */
  constructor(name: string, message: string, { hint, exitCode = 1, cause }: LabErrorOptions) {
    super(message, { cause });
    this.name = name;
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

export interface LabErrorOptions {
  readonly hint: string;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/** `error` as an Error, whatever was thrown. */
export const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Code of a failed system call ("ENOSPC", "EACCES", …), if `error` is one. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
