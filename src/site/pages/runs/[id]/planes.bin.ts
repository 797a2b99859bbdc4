/** Frames of the embedding's plane, fetched when a reader first moves the time cursor: see planesFilm.ts. */
import { getCollection } from 'astro:content';
import type { APIRoute } from 'astro';
import { findRun } from '../../../atlas.ts';
import { encodePlanes } from '../../../planesFilm.ts';

export async function getStaticPaths() {
  const runs = await Promise.all((await getCollection('runs')).map(({ id }) => findRun(id)));
  return runs.flatMap((run) => {
    const film = run && encodePlanes(run);
    return film ? [{ params: { id: run.record.id }, props: { film } }] : [];
  });
}

export const GET: APIRoute<{ film: Uint8Array }> = ({ props }) => new Response(props.film as BodyInit);
