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
    // Whoever throws it: Astro would print a stack, or end before it waited for the component that failed.
    queueMicrotask(() => endBuild(this));
  }
}

/** Astro ends a failed build with 1; a mistake of the author is 2, as on the lab's command line. */
const EXIT_CODE = 2;

/** Prints a mistake as Astro does, and ends the build. */
function endBuild({ name, message, hint }: WriteupError): void {
  process.stderr.write(`\n[${name}] ${message}\n  Hint:\n    ${hint ?? ''}\n`);
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

const MOST_LISTED = 24;

const listOf = (names: readonly string[]): string => {
  const rest = names.length - MOST_LISTED;
  return `${names.slice(0, MOST_LISTED).join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`;
};

export function unknownName({ where, what, name, known }: UnknownName): WriteupError {
  const near = similar(name, known);
  const suggestion = near === undefined ? '' : ` Did you mean "${near}"?`;
  const [first] = known;
  const hint =
    first === undefined
      ? 'There is none yet.'
      : known.length === 1
        ? `There is only ${first}.`
        : `There are: ${listOf(known)}.`;
  return new WriteupError('NameUnknown', `${where}: there is no ${what} "${name}".${suggestion}`, hint);
}

interface Attributes {
  /** Those that must be there. */
  readonly needs: readonly string[];
  readonly takes?: readonly string[];
}

/**
 * An attribute that a component does not know is a slip of the pen, and the component would answer another question.
 * @param props as given in the tag. @param where file and line. @throws WriteupError for a stranger, or where one is missing.
 */
export function checkAttributes(tag: string, props: object, { needs, takes = [] }: Attributes, where: string): void {
  const known = [...needs, ...takes];
  for (const name of Object.keys(props)) {
    if (!known.includes(name)) throw unknownName({ where, what: `attribute of <${tag}>`, name, known });
  }
  const given = new Map<string, unknown>(Object.entries(props));
  const missing = needs.find((name) => given.get(name) === undefined);
  if (missing === undefined) return;
  throw new WriteupError('AttributeMissing', `${where}: <${tag}> has no ${missing}.`, `It needs: ${needs.join(', ')}.`);
}

/** A run that was taken back is named as if it could still be relied on. */
export function runWithdrawn({ run, at, reason, successor }: Tombstone, where: string): WriteupError {
  const hint = successor
    ? `Its successor is run="${successor}".`
    : 'It has no successor: name another run, or take out what rests on it.';
  const message = `${where}: run "${run}" was withdrawn on ${at.slice(0, 10)}: ${reason}`;
  return new WriteupError('RunWithdrawn', message, hint);
}

/** For both languages that know aggregates. */
export function noMean(
  name: string,
  { where, query }: { readonly where: string; readonly query: string },
): WriteupError {
  const hint = `It would leave out the runs that did not grok in time. Use median(${name}).`;
  return new WriteupError('QueryBiased', `${where}: "${query}": there is no mean over the runs that survived.`, hint);
}

/** Every run is stored, and none of them has what is asked: it will not come by itself. */
export function nothingToTell(
  name: string,
  { where, query }: { readonly where: string; readonly query: string },
): WriteupError {
  const hint = 'If a measure gives it, add that to the measures of the definition; npm run lab -- run takes it.';
  return new WriteupError('NothingToTell', `${where}: "${query}": none of the runs has ${name}.`, hint);
}

/** Every run is stored, and they do not make this figure. */
export function notDrawable(
  kind: string,
  { where, needs }: { readonly where: string; readonly needs: string },
): WriteupError {
  const hint = `It needs ${needs}. A measure is added in the definition; npm run lab -- run takes it.`;
  return new WriteupError('NotDrawable', `${where}: "${kind}" cannot be drawn from these runs.`, hint);
}
