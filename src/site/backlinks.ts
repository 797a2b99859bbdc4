/** Where write-ups, the glossary and the gallery use a term or a work: what glossary and references link back to. */
import { getCollection } from 'astro:content';
import { citePlace, termPlace } from './article.ts';
import { galleryExhibits } from './gallery/subjects.ts';
import { galleryPath, glossaryPath, writeupPath } from './links.ts';
import { publishedArticles } from './writeups.ts';

/** A page with the addresses of the places in it, in order. */
export interface Mention {
  readonly title: string;
  readonly paths: readonly string[];
}

/** How often `name` is among `names` gives as many places, named by `placeName`. */
const placesOf = (page: string, names: readonly string[], name: string, placeName: typeof citePlace): string[] =>
  names.filter((used) => used === name).map((_, i) => `${page}#${placeName(name, i + 1)}`);

const isUsed = ({ paths }: Mention): boolean => paths.length > 0;

export interface Backlinks {
  /** Pages that use a term of the glossary. */
  readonly ofTerm: (id: string) => Mention[];
  /** Pages that cite a work; entries of the glossary by their terms. */
  readonly ofWork: (key: string) => Mention[];
}

export async function backlinks(): Promise<Backlinks> {
  const articles = await publishedArticles();
  const exhibits = await galleryExhibits();
  const glossary = await getCollection('glossary');
  return {
    ofTerm: (id) =>
      [
        ...articles.map(({ id: slug, title, article }) => ({
          title,
          paths: placesOf(writeupPath(slug), article.terms, id, termPlace),
        })),
        ...exhibits
          .filter(({ entry }) => entry.terms.includes(id))
          .map(({ entry }) => ({ title: entry.title, paths: [galleryPath(entry.name)] })),
      ].filter(isUsed),
    ofWork: (key) =>
      [
        ...articles.map(({ id: slug, title, article }) => ({
          title,
          paths: placesOf(writeupPath(slug), article.citations, key, citePlace),
        })),
        ...glossary
          .filter(({ data }) => data.sources.includes(key))
          .map(({ id, data }) => ({ title: data.term, paths: [glossaryPath(id)] })),
      ].filter(isUsed),
  };
}
