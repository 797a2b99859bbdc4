/** Reads a statement from left to right. What it does not understand stops it, with the place and what there is. */
import { fieldNamed, fields, type Asking, type Field } from '../fields.ts';
import { unknownName, WriteupError } from '../writeupErrors.ts';

/** Sticky patterns: they match where the reader stands, or not at all. */
const SPACE = /\s*/y;
const NUMBER = /-?\d+(\.\d+)?(e-?\d+)?(?![\w.])/y;
const NAME = /[A-Za-z][\w.]*(@\d+)?/y;
const BAND = /(-?\d+(?:\.\d+)?(?:e-?\d+)?)\.\.(-?\d+(?:\.\d+)?(?:e-?\d+)?)(?![\w.])/y;
const ANY_WORD = /[^\s,()]+/y;

export class Reader {
  readonly text: string;
  /** File and line. */
  readonly where: string;
  /** Where the next thing begins. */
  position = 0;

  constructor(text: string, where: string) {
    this.text = text;
    this.where = where;
    this.#skipSpace();
  }

  /** What the pattern matches here; null, and nothing is read, where it does not. @param pattern a sticky one. */
  accept(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text);
    if (!match) return null;
    this.position += match[0].length;
    this.#skipSpace();
    return match;
  }

  /** Whether these words come next; then they are read. */
  acceptWords(words: string): boolean {
    const spaced = words.split(' ').map((word) => RegExp.escape(word));
    return this.accept(new RegExp(`${spaced.join('\\s+')}(?![\\w.])`, 'y')) !== null;
  }

  /** Whether the pattern matches here; nothing is read. */
  sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.position;
    return pattern.test(this.text);
  }

  get isAtEnd(): boolean {
    return this.position === this.text.length;
  }

  acceptNumber(): number | null {
    const match = this.accept(NUMBER);
    return match && Number(match[0]);
  }

  number(what: string): number {
    return this.acceptNumber() ?? this.fail(`${what} is missing`, 'Write a number, such as 0.95, 4000 or 1e-3.');
  }

  /** "4000..12000" */
  band(): { low: number; high: number } {
    const start = this.position;
    const match = this.accept(BAND);
    const [low, high] = [Number(match?.[1]), Number(match?.[2])];
    if (match && low <= high) return { low, high };
    this.position = start;
    return this.fail('there are no bounds', 'Write two numbers, the smaller one first, such as 4000..12000.');
  }

  /** Whether a field that exists comes next; one of the curve is looked at when it is read. */
  seesField(): boolean {
    const word = this.#nextWord();
    return Object.hasOwn(fields, word) || word.includes('@');
  }

  field(): { readonly name: string; readonly field: Field } {
    const { position } = this;
    const name = this.accept(NAME)?.[0];
    if (name === undefined) return this.fail('a field is missing', 'Name one of src/site/fields.ts, such as t95.at.');
    return { name, field: fieldNamed(name, this.#asking(position)) };
  }

  /** One of these; longer ones are tried first. @param what it is called in a complaint: "operator". */
  oneOf<Word extends string>(words: readonly Word[], what: string): Word {
    const found = [...words]
      .sort((x, y) => y.length - x.length)
      .find((word) => (/^\w/.test(word) ? this.acceptWords(word) : this.accept(new RegExp(RegExp.escape(word), 'y'))));
    return found ?? this.unknown(what, words);
  }

  /** Complains of what comes next as a name that does not exist. */
  unknown(what: string, known: readonly string[], name = this.#nextWord()): never {
    if (name === '') this.fail(`the ${what} is missing`, `There are: ${known.join(', ')}.`);
    throw unknownName({ where: this.#place(this.position), what, name, known });
  }

  fail(problem: string, hint: string, position = this.position): never {
    throw new WriteupError('ClaimInvalid', `${this.#place(position)}: ${problem}.`, hint);
  }

  /** @throws WriteupError where anything is left. */
  end(hint: string): void {
    if (!this.isAtEnd) this.fail(`"${this.text.slice(this.position)}" is left over`, hint);
  }

  #nextWord(): string {
    ANY_WORD.lastIndex = this.position;
    return ANY_WORD.exec(this.text)?.[0] ?? '';
  }

  #asking(position: number): Asking {
    return { where: `${this.where}, position ${position + 1}`, query: this.text };
  }

  /** As mistakes in queries are told, with the place within the text, counted from 1. */
  #place(position: number): string {
    const { where, query } = this.#asking(position);
    return `${where}: "${query}"`;
  }

  #skipSpace(): void {
    SPACE.lastIndex = this.position;
    this.position += SPACE.exec(this.text)?.[0].length ?? 0;
  }
}
