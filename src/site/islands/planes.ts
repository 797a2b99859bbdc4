/**
 * Lets the pictures of the figure "planes" follow the page's time cursor: each shows the embedding at the cursor's
 * epoch until its own moment has come, then stays. Between frames residues move in straight lines. The frames are
 * fetched when the cursor is first moved.
 */

import { decodeFilm, frameAt, valueAt, type Film } from './planesFrames.ts';

interface Picture {
  /** Frame that the page's still shows. */
  readonly still: number;
  /** The line that joins the residues. */
  readonly ring: SVGPathElement;
  /** What is written below. */
  readonly labels: readonly SVGTextElement[];
  /** Residues by hue: each path is as many dots, in the film's order. */
  readonly dots: readonly { readonly path: SVGPathElement; readonly count: number }[];
  /** Film units → viewBox units: x = centreX + scale · u, y = centreY − scale · v. */
  readonly scale: number;
  readonly centre: readonly [number, number];
}

/** Pictures of one drawing; their scale is read off the still, whose residues the film knows. */
function picturesOf(drawing: Element, film: Film, stills: readonly number[]): Picture[] {
  const residues = (film.frames[0]?.length ?? 0) / 2;
  const rings = [...drawing.querySelectorAll<SVGPathElement>('g > path')].filter(
    (path) => pointsOf(path).length === residues && dotsBeside(path).length > 0,
  );
  return rings.flatMap((ring, i) => {
    const still = film.epochs.indexOf(stills[i] ?? -1);
    const frame = film.frames[still];
    const labels = [...(ring.closest('g[transform]')?.querySelectorAll('text') ?? [])];
    return frame ? [{ still, ring, labels, dots: dotsBeside(ring), ...fit(pointsOf(ring), frame) }] : [];
  });
}

const pointsOf = (path: Element): [number, number][] =>
  [...(path.getAttribute('d') ?? '').matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

function dotsBeside(ring: Element): { path: SVGPathElement; count: number }[] {
  const paths = ring.parentElement?.nextElementSibling?.querySelectorAll('path') ?? [];
  return [...paths].map((path) => ({ path, count: pointsOf(path).length }));
}

function fit(points: readonly (readonly [number, number])[], frame: Int16Array): Pick<Picture, 'scale' | 'centre'> {
  const range = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
  const us = [...frame].filter((_, i) => i % 2 === 0);
  const scale = range(points.map(([x]) => x)) / range(us);
  const [[x, y] = [0, 0]] = points;
  return { scale, centre: [x - scale * (frame[0] ?? 0), y + scale * (frame[1] ?? 0)] };
}

/** @param at a frame, or a fraction between two. */
function showFrame({ ring, dots, scale, centre }: Picture, film: Film, at: number): void {
  const points = Array.from({ length: (film.frames[0]?.length ?? 0) / 2 }, (_, n) => {
    const x = centre[0] + scale * valueAt(film, at, 2 * n);
    const y = centre[1] - scale * valueAt(film, at, 2 * n + 1);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  ring.setAttribute('d', `M${points.join('L')}Z`);
  let next = 0;
  for (const { path, count } of dots) {
    path.setAttribute('d', `M${points.slice(next, next + count).join('ZM')}Z`);
    next += count;
  }
}

function follow(figure: HTMLElement): void {
  const { planes: address = '', stills = '[]' } = figure.dataset;
  const moments = JSON.parse(stills) as number[];
  let latest: number | null = null;
  let loading: Promise<void> | null = null;
  let film: Film | null = null;
  let pictures: Picture[] = [];
  const draw = (): void => {
    if (!film) return;
    for (const picture of pictures) {
      const at = latest === null ? picture.still : Math.min(picture.still, frameAt(film, latest));
      showFrame(picture, film, at);
      const isReached = at >= picture.still;
      for (const label of picture.labels) label.style.opacity = isReached ? '' : '0.35';
    }
  };
  const load = async (): Promise<void> => {
    const response = await fetch(address);
    if (!response.ok) return;
    const loaded = decodeFilm(await response.arrayBuffer());
    pictures = [...figure.querySelectorAll('.drawing > *')].flatMap((drawing) => picturesOf(drawing, loaded, moments));
    film = loaded;
    draw();
  };
  document.addEventListener('replay', (event) => {
    latest = (event as CustomEvent<{ epoch: number | null }>).detail.epoch;
    if (latest !== null) loading ??= load();
    draw();
  });
}

document.querySelectorAll<HTMLElement>('[data-planes]').forEach(follow);
