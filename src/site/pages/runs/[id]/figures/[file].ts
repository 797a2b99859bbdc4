/** Figures of one run as files: /runs/<id>/figures/<kind>.svg, .csv, .png */
import { getCollection } from 'astro:content';
import type { APIRoute } from 'astro';
import { findRun } from '../../../../atlas.ts';
import { figureFiles, figureResponse, type FigureFile } from '../../../../figures.ts';

export async function getStaticPaths() {
  const runs = await Promise.all((await getCollection('runs')).map(({ id }) => findRun(id)));
  return runs
    .filter((run) => run !== null)
    .flatMap((run) =>
      figureFiles([run]).map((file) => ({ params: { id: run.record.id, file: file.name }, props: file })),
    );
}

export const GET: APIRoute<FigureFile> = ({ props }) => figureResponse(props);
