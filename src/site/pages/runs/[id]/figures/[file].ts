/** Figures of one run as files: /runs/<id>/figures/<kind>.svg, .csv, .png */
import type { APIRoute } from 'astro';
import { allRuns } from '../../../../atlas.ts';
import { figureFiles, figureResponse, type FigureFile } from '../../../../figures.ts';

export async function getStaticPaths() {
  return (await allRuns()).flatMap((run) =>
    figureFiles([run]).map((file) => ({ params: { id: run.record.id, file: file.name }, props: file })),
  );
}

export const GET: APIRoute<FigureFile> = ({ props }) => figureResponse(props);
