/** The films of a run: <kind>.gif, <kind>.webp, its poster and its key frames. */
import type { APIRoute } from 'astro';
import { allRuns } from '../../../atlas.ts';
import { filmFrom, FILM_PARTS, filmResponse, filmsOf, type FilmName } from '../../../films.ts';
import { filmFile, type FilmPart } from '../../../links.ts';
import type { RunResults } from '../../../../lab/store/results.ts';

interface Props {
  run: RunResults;
  kind: FilmName;
  part: FilmPart;
}

export async function getStaticPaths() {
  return (await allRuns()).flatMap((run) =>
    filmsOf(run).flatMap((kind) =>
      FILM_PARTS.map((part) => ({
        params: { id: run.record.id, film: filmFile(kind, part) },
        props: { run, kind, part },
      })),
    ),
  );
}

export const GET: APIRoute<Props> = async ({ props: { run, kind, part } }) =>
  filmResponse(await filmFrom(kind, [run]), part);
