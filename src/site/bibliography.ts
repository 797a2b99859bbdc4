/** References: BibTeX to CSL-JSON (the only importer of Citation.js) and their author-year form. */
import { Cite } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import { z } from 'astro/zod';

const person = z.object({
  family: z.string().optional(),
  given: z.string().optional(),
  literal: z.string().optional(),
});

/** The part of CSL-JSON that pages use. */
export const referenceSchema = z.object({
  id: z.string(),
  type: z.string(),
  title: z.string(),
  author: z.array(person).min(1),
  issued: z.object({ 'date-parts': z.array(z.array(z.number())).min(1) }),
  'container-title': z.string().optional(),
  volume: z.coerce.string().optional(),
  page: z.string().optional(),
  DOI: z.string().optional(),
  URL: z.url(),
  /** arXiv identifier. */
  eprint: z.string().optional(),
});

export type Reference = z.output<typeof referenceSchema>;

/** Entries of a .bib file as CSL-JSON, not yet checked. */
export function parseBibtex(text: string): Record<string, unknown>[] {
  const entries = new Cite(text).data as unknown as Record<string, unknown>[];
  return entries.map((entry) => ({ ...entry, eprint: eprintOf(text, String(entry['id'])) }));
}

/** The eprint field, which CSL-JSON has no place for. */
const eprintOf = (text: string, key: string): string | undefined =>
  new RegExp(`@\\w+\\{${RegExp.escape(key)},[^@]*?\\beprint\\s*=\\s*\\{([^}]*)\\}`).exec(text)?.[1];

const surname = ({ family, literal }: Reference['author'][number]): string => family ?? literal ?? '';

export const yearOf = ({ issued }: Reference): number => issued['date-parts'][0]?.[0] ?? NaN;

/** "Power et al.", "Loshchilov & Hutter" */
function shortAuthors({ author }: Reference): string {
  const [first = { literal: '' }, second, ...others] = author;
  if (!second) return surname(first);
  return others.length > 0 ? `${surname(first)} et al.` : `${surname(first)} & ${surname(second)}`;
}

/** "Power et al. 2022"; as part of a sentence "Power et al. (2022)". */
export function authorYear(reference: Reference, { isNarrative = false } = {}): string {
  const year = yearOf(reference);
  return `${shortAuthors(reference)} ${isNarrative ? `(${year})` : year}`;
}

/** "Nanda, N., Chan, L., …" */
export const authorList = ({ author }: Reference): string =>
  author.map((who) => (who.given ? `${surname(who)}, ${initials(who.given)}` : surname(who))).join('; ');

const initials = (given: string): string =>
  given
    .split(/[\s-]+/)
    .map((name) => `${name.charAt(0)}.`)
    .join('\u202f');

/** "Procedia Computer Science 4, 637–647", "arXiv:2201.02177", "web page" */
export function venueOf({ eprint, page, volume, 'container-title': container = '' }: Reference): string {
  const journal = eprint && container === 'arXiv preprint' ? '' : container;
  const place = [volume ? `${journal} ${volume}` : journal, page?.replace(/-+/, '–')].filter(Boolean).join(', ');
  return [place, eprint && `arXiv:${eprint}`].filter(Boolean).join(', ') || 'web page';
}

export const byAuthor = (x: Reference, y: Reference): number =>
  authorYear(x).localeCompare(authorYear(y), 'en') || x.id.localeCompare(y.id, 'en');

/** Where a work can be read: its DOI, its arXiv number, else its address. */
export function addressesOf({ DOI, eprint, URL: url }: Reference): { name: string; url: string }[] {
  const places = [
    ...(DOI ? [{ name: `doi:${DOI}`, url: `https://doi.org/${DOI}` }] : []),
    ...(eprint ? [{ name: `arXiv:${eprint}`, url: `https://arxiv.org/abs/${eprint}` }] : []),
  ];
  return places.length > 0 ? places : [{ name: new URL(url).host, url }];
}
