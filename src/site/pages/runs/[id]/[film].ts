/** The film of a run: transition.gif, transition.webp, poster.png, strip.png */
import type { APIRoute } from 'astro';
import { allRuns } from '../../../atlas.ts';
import { animationCached, canAnimate } from '../../../figures.ts';
import { filmFiles, type FilmFile } from '../../../links.ts';
import type { RunResults } from '../../../../lab/store/results.ts';

export async function getStaticPaths() {
  return (await allRuns())
    .filter(canAnimate)
    .flatMap((run) => filmFiles.map((film) => ({ params: { id: run.record.id, film }, props: { run, film } })));
}

export const GET: APIRoute<{ run: RunResults; film: FilmFile }> = async ({ props }) => {
  const { gif, webp, poster, strip } = await animationCached(props.run);
  const media = { 'transition.gif': gif, 'transition.webp': webp, 'poster.png': poster, 'strip.png': strip };
  return new Response(media[props.film] as BodyInit);
};
