/** Errors of authors in write-ups: what Astro prints when a build stops at one. */
import { AstroError } from 'astro/errors';
import { similar } from '../lab/pipeline/definitionErrors.ts';
import type { Tombstone } from '../lab/store/ledger.ts';

/** A mistake in a file of content/, with place, name and the nearest name there is. */
export class WriteupError extends AstroError {
  constructor(name: string, message: string, hint: string) {
    super(message, hint);
    this.name = name;
    if (!process.argv.includes('build')) return;
    // Astro ends a failed build with 1; a mistake of the author is 2, as on the lab's command line.
    process.once('exit', () => (process.exitCode = EXIT_CODE));
    // Components of a page are rendered side by side: one may fail before Astro waits for it, and Node would print a stack.
    if (process.listenerCount('unhandledRejection', endBuild) === 0) process.on('unhandledRejection', endBuild);
  }
}

const EXIT_CODE = 2;

/** Prints a mistake as Astro does, and ends the build. */
function endBuild(reason: unknown): void {
  if (!(reason instanceof WriteupError)) throw reason;
  process.stderr.write(`\n[${reason.name}] ${reason.message}\n  Hint:\n    ${reason.hint ?? ''}\n`);
  process.exit(EXIT_CODE);
}

interface UnknownName {
  /** File and line. */
  readonly where: string;
  /** What was named: "run", "experiment", "figure kind", … */
  readonly what: string;
  readonly name: string;
  readonly known: readonly string[];
}

export function unknownName({ where, what, name, known }: UnknownName): WriteupError {
  const near = similar(name, known);
  const suggestion = near === undefined ? '' : ` Did you mean "${near}"?`;
  const [first] = known;
  const hint =
    first === undefined
      ? 'There is none yet.'
      : known.length === 1
        ? `There is only ${first}.`
        : `There are: ${known.slice(0, 16).join(', ')}.`;
  return new WriteupError('NameUnknown', `${where}: there is no ${what} "${name}".${suggestion}`, hint);
}

/** A run that was taken back is named as if it could still be relied on. */
export function runWithdrawn({ run, at, reason, successor }: Tombstone, where: string): WriteupError {
  const hint = successor
    ? `Its successor is run="${successor}".`
    : 'It has no successor: name another run, or take out what rests on it.';
  const message = `${where}: run "${run}" was withdrawn on ${at.slice(0, 10)}: ${reason}`;
  return new WriteupError('RunWithdrawn', message, hint);
}
