/** Figures of an experiment as files: /figures/<experiment>/<kind>.svg, .csv, .png */
import type { APIRoute } from 'astro';
import { allExperiments } from '../../../atlas.ts';
import { figureFiles, figureResponse, type FigureFile } from '../../../figures.ts';

export async function getStaticPaths() {
  return (await allExperiments()).flatMap(({ slug, stored }) =>
    figureFiles(stored).map((file) => ({ params: { experiment: slug, file: file.name }, props: file })),
  );
}

export const GET: APIRoute<FigureFile> = ({ props }) => figureResponse(props);
