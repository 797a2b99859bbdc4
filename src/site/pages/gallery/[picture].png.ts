/** Small pictures of the gallery: /gallery/<kind>.png */
import type { APIRoute } from 'astro';
import { drawnWith, smallPicture, type KindName } from '../../figures.ts';
import { galleryExhibits } from '../../gallery/subjects.ts';
import type { RunResults } from '../../../lab/store/results.ts';

interface Props {
  kind: KindName;
  runs: readonly RunResults[];
}

export async function getStaticPaths() {
  const pictures = (await galleryExhibits()).map(async ({ entry, subject: { run, experiment } }) => {
    if (!('figure' in entry.shown)) return [];
    const kind = entry.shown.figure;
    const runs = await drawnWith(kind, run ? [run] : experiment.stored);
    return [{ params: { picture: entry.name }, props: { kind, runs } }];
  });
  return (await Promise.all(pictures)).flat();
}

export const GET: APIRoute<Props> = async ({ props: { kind, runs } }) =>
  new Response((await smallPicture(kind, runs)) as BodyInit);
