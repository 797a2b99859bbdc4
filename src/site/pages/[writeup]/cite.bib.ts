/** BibTeX of a write-up. */
import type { CollectionEntry } from 'astro:content';
import type { APIRoute } from 'astro';
import { publishedWriteups, writeupBibtex } from '../../writeups.ts';

export async function getStaticPaths() {
  return (await publishedWriteups()).map((writeup) => ({ params: { writeup: writeup.id }, props: { writeup } }));
}

export const GET: APIRoute<{ writeup: CollectionEntry<'writeups'> }> = async ({ props }) =>
  new Response(await writeupBibtex(props.writeup, 'file'));
