/**
 * Claims as write-ups state them:
 *
 *   <Claim id="seeds-agree" experiment="nanda-baseline" holds="all t95.at in 4000..12000" expect="holds"
 *   stated="2026-11-26T14:02Z">every seed passes 95 % between epoch 4 000 and epoch 12 000</Claim>
 *
 * `holds` is judged at each build (index.ts), `expect` is the verdict that the author has seen. A build stops where the
 * two differ: whoever acknowledges another verdict does it in the sentence that has to bear it. `stated` is when `holds`
 * was first written as it is: it tells a prediction from a finding (foreknowledge.ts). The words are quoted on other
 * pages, so they are plain.
 */
import { lineAt, withoutCode } from '../article.ts';
import { unknownName, WriteupError } from '../writeupErrors.ts';
import { VERDICTS, type Verdict } from './claim.ts';

export interface StatedClaim {
  readonly id: string;
  readonly experiment: string;
  /** The statement that is judged. */
  readonly condition: string;
  /** The verdict that was acknowledged; null where none was yet. */
  readonly expected: Verdict | null;
  /** When the condition was first written as it is; null where that is not said yet. */
  readonly stated: Date | null;
  readonly text: string;
  /** File and line. */
  readonly where: string;
}

const ATTRIBUTE = /([\w-]+)="([^"]*)"/g;
const CLAIM = /<Claim\b((?:\s+[\w-]+="[^"]*")*)\s*>([\s\S]*?)<\/Claim>/y;
const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/;
const KNOWN = ['id', 'experiment', 'holds', 'expect', 'stated'] as const;
const EXAMPLE = '<Claim id="…" experiment="…" holds="…" expect="holds" stated="…">a sentence</Claim>';

/** @param source of the whole file. @throws WriteupError for a tag that cannot be read, or an id given twice. */
export function readClaims(file: string, source: string): StatedClaim[] {
  const text = withoutCode(source);
  const claims = [...text.matchAll(/<Claim\b/g)].map(({ index }) => readClaim(text, index, file));
  claims.forEach(({ id, where }, i) => {
    const first = claims.slice(0, i).find((claim) => claim.id === id);
    if (first) throw idTaken(id, where, first.where);
  });
  return claims;
}

/** Ids are permalinks on this page and on the list of all claims. */
export const idTaken = (id: string, where: string, first: string): WriteupError =>
  new WriteupError('IdTaken', `${where}: the claim "${id}" is stated already, at ${first}.`, 'Give one another id.');

function readClaim(text: string, index: number, file: string): StatedClaim {
  const where = `${file}:${lineAt(text, index)}`;
  CLAIM.lastIndex = index;
  const [match, attributes = '', words = ''] = CLAIM.exec(text) ?? [];
  if (match === undefined) {
    throw new WriteupError('ClaimInvalid', `${where}: this claim cannot be read.`, `Write ${EXAMPLE}.`);
  }
  const given = new Map([...attributes.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, value]));
  const stranger = [...given.keys()].find((name) => !KNOWN.some((known) => known === name));
  if (stranger !== undefined) throw unknownName({ where, what: 'attribute of a claim', name: stranger, known: KNOWN });
  const [id, experiment, condition] = (['id', 'experiment', 'holds'] as const).map((name) => {
    const value = given.get(name);
    if (value !== undefined) return value;
    throw new WriteupError('ClaimInvalid', `${where}: the claim has no ${name}.`, `Write ${EXAMPLE}.`);
  }) as [string, string, string];
  if (!ID.test(id)) {
    const hint = 'Write words joined by hyphens, for example seeds-agree.';
    throw new WriteupError('IdInvalid', `${where}: "${id}" is no id for a claim.`, hint);
  }
  return {
    id,
    experiment,
    condition,
    expected: verdictNamed(given.get('expect'), where),
    stated: timeOf(given.get('stated'), where),
    text: plain(words, where),
    where,
  };
}

function verdictNamed(name: string | undefined, where: string): Verdict | null {
  if (name === undefined) return null;
  const verdict = VERDICTS.find((known) => known === name);
  if (verdict) return verdict;
  throw unknownName({ where, what: 'verdict', name, known: VERDICTS });
}

function timeOf(text: string | undefined, where: string): Date | null {
  if (text === undefined) return null;
  const time = new Date(text);
  const now = new Date();
  const hint = `Write the minute in universal time; now it is ${minuteOf(now)}.`;
  if (time > now) throw new WriteupError('ClaimInvalid', `${where}: stated="${text}" is still to come.`, hint);
  if (TIME.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new WriteupError('ClaimInvalid', `${where}: stated="${text}" is no time.`, hint);
}

/** 2026-11-26T14:02Z, as a claim says when it was stated. */
export const minuteOf = (time: Date): string => `${time.toISOString().slice(0, 16)}Z`;

function plain(words: string, where: string): string {
  const markup = /[<{$`*[]/.exec(words)?.[0];
  if (markup !== undefined || words.trim() === '') {
    const problem = markup === undefined ? 'the claim has no words' : `the words of the claim have "${markup}" in them`;
    throw new WriteupError(
      'ClaimInvalid',
      `${where}: ${problem}.`,
      'They are quoted on other pages: write plain words.',
    );
  }
  return words
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/[ \n\t]+/g, ' ')
    .trim();
}
