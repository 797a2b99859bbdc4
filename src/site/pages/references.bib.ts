/** All references as they are kept. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { APIRoute } from 'astro';
import { projectRoot } from '../atlas.ts';

export const GET: APIRoute = async () =>
  new Response(await readFile(join(projectRoot, 'content', 'references.bib'), 'utf8'), {
    headers: { 'content-type': 'application/x-bibtex; charset=utf-8' },
  });
