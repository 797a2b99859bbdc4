/** BibTeX of a run. */
import { getCollection, type CollectionEntry } from 'astro:content';
import type { APIRoute } from 'astro';
import { runBibtex } from '../../../citation.ts';

export async function getStaticPaths() {
  return (await getCollection('runs')).map((run) => ({ params: { id: run.id }, props: { run } }));
}

export const GET: APIRoute<{ run: CollectionEntry<'runs'> }> = ({ props }) => new Response(runBibtex(props.run.data));
