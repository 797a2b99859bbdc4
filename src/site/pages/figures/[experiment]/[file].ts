/** Figures and films of an experiment as files: /figures/<experiment>/<kind>.svg, .csv, .png, .gif, .webp */
import type { APIRoute } from 'astro';
import { allExperiments } from '../../../atlas.ts';
import { figureFiles, figureResponse, type FigureFile } from '../../../figures.ts';
import { animationCached, filmFiles, filmResponse, type FilmFile } from '../../../films.ts';

type Props = FigureFile | FilmFile;

export async function getStaticPaths() {
  const files = (await allExperiments()).map(async ({ slug, stored }) =>
    [...(await figureFiles(stored)), ...filmFiles(stored)].map((file: Props) => ({
      params: { experiment: slug, file: file.name },
      props: file,
    })),
  );
  return (await Promise.all(files)).flat();
}

export const GET: APIRoute<Props> = async ({ props }) =>
  'film' in props ? filmResponse(await animationCached(props.film, props.runs), props.part) : figureResponse(props);
