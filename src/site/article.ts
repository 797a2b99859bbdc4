/**
 * What the components of a page share while it is rendered: its file, for errors, and its figures, equations,
 * citations and terms, numbered in document order. A write-up's page puts it into Astro.locals before the body is rendered.
 */
import { unknownName, WriteupError } from './writeupErrors.ts';

export type TargetKind = 'Figure' | 'Equation';

export interface Target {
  readonly kind: TargetKind;
  readonly number: number;
  /** The kind of a figure, of a film, as named in the source. */
  readonly figure?: string | undefined;
  readonly film?: string | undefined;
}

export interface Article {
  /** Source file, relative to the project; empty where a page was not written but generated. */
  readonly file: string;
  readonly source: string;
  /** id → what it is called in the text. */
  readonly targets: ReadonlyMap<string, Target>;
  /** Citation keys in order, one entry for each time a work is cited. */
  readonly citations: readonly string[];
  /** Ids of glossary terms in order, one entry for each use. */
  readonly terms: readonly string[];
  /** Slugs of the experiments that its components name. */
  readonly experiments: readonly string[];
  /** How often each key or term has been printed so far, to name the places for back-links. */
  readonly printed: Map<string, number>;
}

const TAGS: Readonly<Record<string, TargetKind>> = { Figure: 'Figure', Animation: 'Figure', Equation: 'Equation' };
const PREFIX: Readonly<Record<TargetKind, string>> = { Figure: 'fig-', Equation: 'eq-' };

/**
 * Reads ids and citations from the source of a write-up.
 * @throws WriteupError for an id that is given twice or does not begin with its kind's prefix.
 */
export function readArticle(file: string, source: string): Article {
  const text = withoutCode(source);
  const targets = new Map<string, Target>();
  const numbers: Record<TargetKind, number> = { Figure: 0, Equation: 0 };
  for (const match of text.matchAll(/<(Figure|Animation|Equation)\b[^>]*?\bid="([^"]*)"[^>]*/g)) {
    const [whole, tag = '', id = ''] = match;
    const kind = TAGS[tag] as TargetKind;
    const where = `${file}:${lineAt(text, match.index)}`;
    if (targets.has(id)) {
      const hint = 'Ids are permalinks within a page: give this one another.';
      throw new WriteupError('IdTaken', `${where}: the id "${id}" is taken.`, hint);
    }
    if (!new RegExp(`^${PREFIX[kind]}[a-z0-9]+(-[a-z0-9]+)*$`).test(id)) {
      const hint = `Write ${PREFIX[kind]} and words joined by hyphens, for example ${PREFIX[kind]}grok.`;
      throw new WriteupError('IdInvalid', `${where}: "${id}" is no id for ${tag}.`, hint);
    }
    const named = /\bkind="([^"]*)"/.exec(whole)?.[1];
    const shown = tag === 'Figure' ? { figure: named } : tag === 'Animation' ? { film: named ?? 'transition' } : {};
    targets.set(id, { kind, number: ++numbers[kind], ...shown });
  }
  const citations = [...text.matchAll(/<Cite\b[^>]*?\bkeys="([^"]*)"/g)].flatMap(([, keys = '']) => splitKeys(keys));
  const terms = [...text.matchAll(/<Term\b[^>]*?\bid="([^"]*)"/g)].map(([, id = '']) => id);
  const named = [...text.matchAll(/\bexperiment="([^"]*)"/g)].map(([, slug = '']) => slug);
  return { file, source, targets, citations, terms, experiments: [...new Set(named)], printed: new Map() };
}

export const citePlace = (key: string, time: number): string => `cite-${key}-${time}`;
export const termPlace = (id: string, time: number): string => `term-${id}-${time}`;

/** The id of the next place where a page prints a citation or a term. */
export function nextPlace({ printed }: Article, name: string, placeName: typeof citePlace): string {
  const key = placeName(name, 0);
  const time = (printed.get(key) ?? 0) + 1;
  printed.set(key, time);
  return placeName(name, time);
}

export const splitKeys = (keys: string): string[] => keys.split(',').map((key) => key.trim());

/** An article for a generated page: its figures are numbered as listed. */
export const generatedArticle = (figureIds: readonly string[]): Article => ({
  file: '',
  source: '',
  targets: new Map(figureIds.map((id, i) => [id, { kind: 'Figure', number: i + 1 }])),
  citations: [],
  terms: [],
  experiments: [],
  printed: new Map(),
});

/** @throws WriteupError with the nearest id. */
export function targetOf(article: Article, id: string): Target {
  const target = article.targets.get(id);
  if (target) return target;
  const where = placeOf(article, id);
  throw unknownName({ where, what: 'figure or equation', name: id, known: [...article.targets.keys()] });
}

/** File and line of the first tag that mentions all of `texts` in quotes, for an error; the file alone where none does. */
export function placeOf({ file, source }: Article, ...texts: readonly string[]): string {
  const tag = [...source.matchAll(/<[A-Z]\w*[^>]*>/g)].find(([text]) =>
    texts.every((wanted) => text.includes(`"${wanted}"`)),
  );
  const index = tag?.index ?? source.indexOf(`"${texts[0] ?? ''}"`);
  return index < 0 ? file : `${file}:${lineAt(source, index)}`;
}

export const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** The same text, line for line, with fenced and inline code blanked. */
export const withoutCode = (source: string): string =>
  source.replace(/^(`{3,}|~{3,})[\s\S]*?^\1|`[^`\n]*`/gm, (code) => code.replace(/[^\n]/g, ' '));
