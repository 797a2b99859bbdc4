/** Frames of the embedding's plane, fetched when a reader first moves the time cursor: see planesFilm.ts. */
import type { APIRoute } from 'astro';
import { allRuns } from '../../../atlas.ts';
import { encodePlanes } from '../../../planesFilm.ts';

export async function getStaticPaths() {
  return (await allRuns()).flatMap((run) => {
    const film = encodePlanes(run);
    return film ? [{ params: { id: run.record.id }, props: { film } }] : [];
  });
}

export const GET: APIRoute<{ film: Uint8Array }> = ({ props }) => new Response(props.film as BodyInit);
