/** Addresses on this site: every internal link goes through here, so that a base path is never forgotten. */

const base = import.meta.env.BASE_URL.replace(/\/$/, '');
const origin: string = import.meta.env.SITE ?? 'http://localhost:4321';

/** Path on this site, for an href. @param path from the site's root, with a leading slash. */
export const href = (path: string): string => `${base}${path}`;

/** Whole URL, for heads, feeds and citations. */
export const permalink = (path: string): string => new URL(href(path), origin).href;

export const runPath = (id: string): string => `/runs/${id}/`;
export const runFilePath = (id: string, name: string): string => `/runs/${id}/${name}`;
export const experimentPath = (slug: string): string => `/experiments/${slug}/`;
export const writeupPath = (slug: string): string => `/${slug}/`;
/** @param id of a term. */
export const glossaryPath = (id = ''): string => `/glossary/${id && `#${id}`}`;
/** @param key of a work. */
export const referencesPath = (key = ''): string => `/references/${key && `#${workId(key)}`}`;
/** Id of a work in a list of references. */
export const workId = (key: string): string => `ref-${key}`;
/** @param name of a kind of figure or film. */
export const galleryPath = (name = ''): string => `/gallery/${name && `${name}/`}`;

export type FilmPart = 'gif' | 'webp' | 'poster' | 'strip';
/** File names of a film; those of the pictures beside "transition", the first kind there was, do not name it. */
export function filmFile(kind: string, part: FilmPart): string {
  if (part === 'gif' || part === 'webp') return `${kind}.${part}`;
  return kind === 'transition' ? `${part}.png` : `${kind}-${part}.png`;
}
export const filmPath = (source: Drawn, kind: string, part: FilmPart): string =>
  'run' in source
    ? runFilePath(source.run, filmFile(kind, part))
    : `/figures/${source.experiment}/${filmFile(kind, part)}`;

/** What a figure or a film is of: one run, or all runs of an experiment. */
export type Drawn = { readonly run: string } | { readonly experiment: string };

export const figureFilePath = (source: Drawn, kind: string, extension: 'svg' | 'csv' | 'png'): string =>
  'run' in source
    ? `/runs/${source.run}/figures/${kind}.${extension}`
    : `/figures/${source.experiment}/${kind}.${extension}`;
