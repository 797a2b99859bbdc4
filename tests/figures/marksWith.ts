/** Marks of a drawn figure by how they look: what is said of a group is said of each mark in it. */
import { parseHTML } from 'linkedom';

/** The value that an attribute has for each mark, its own or the nearest group's; marks without it are left out. */
export function valuesOf(svg: string, attribute: string): string[] {
  const { document } = parseHTML(`<!doctype html><html><body>${svg}</body></html>`);
  return [...document.querySelectorAll('path, circle, line, rect, text')].flatMap((mark) => {
    const value = mark.closest(`[${attribute}]`)?.getAttribute(attribute);
    return value === undefined || value === null ? [] : [value];
  });
}
