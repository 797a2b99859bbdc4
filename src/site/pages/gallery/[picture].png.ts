/** Small pictures of the gallery: /gallery/<kind>.png */
import type { APIRoute } from 'astro';
import { smallPicture, type KindName } from '../../figures.ts';
import { galleryExhibits } from '../../gallery/subjects.ts';
import type { RunResults } from '../../../lab/store/results.ts';

interface Props {
  kind: KindName;
  runs: readonly RunResults[];
}

export async function getStaticPaths() {
  return (await galleryExhibits()).flatMap(({ entry, subject: { run, experiment } }) =>
    'figure' in entry.shown
      ? [
          {
            params: { picture: entry.name },
            props: { kind: entry.shown.figure, runs: run ? [run] : experiment.stored },
          },
        ]
      : [],
  );
}

export const GET: APIRoute<Props> = async ({ props: { kind, runs } }) =>
  new Response((await smallPicture(kind, runs)) as BodyInit);
