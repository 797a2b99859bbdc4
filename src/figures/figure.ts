/** What a figure is: a pure function from stored results to a drawing. Each kind is a file of its own. */
import type { RunResults } from '../lab/store/results.ts';

/** Columns with units in their names, rows ready to print. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Where epochs lie in a drawing, in units of its viewBox: a page's time cursor is drawn from this. */
export interface TimeAxis {
  readonly scale: 'log' | 'linear';
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  readonly top: number;
  readonly bottom: number;
}

/** A drawn figure. */
export interface Drawing {
  /** Standalone markup: one <svg> with a viewBox, ids prefixed, colours by class (see palette.ts). */
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  /** The finding in one or two sentences, with numbers from the data. Serves as text alternative. */
  readonly alt: string;
  /** At most 30 rows: the figure's data in brief. */
  readonly table: Table;
  /** All data of the figure, as CSV. */
  readonly csv: string;
  /** Null where no axis shows epochs. */
  readonly time: TimeAxis | null;
}

export interface DrawOptions {
  /** Prefix of every id in the SVG. */
  readonly id: string;
  /** Width in px at which the figure is read; text keeps its size. */
  readonly width: number;
  /** "page": colours by class, for light and dark. "raster": fixed light colours, for PNG, GIF and files. */
  readonly theme: 'page' | 'raster';
}

/** A kind of figure. `runs`: one run, or those of an experiment in the order of its definition. */
export interface FigureKind {
  /** Semantics of the drawing; part of the cache key. */
  readonly version: number;
  /** What it is drawn from, as the end of "It needs …". */
  readonly needs: string;
  /** Whether these runs have what the figure needs. */
  readonly canDraw: (runs: readonly RunResults[]) => boolean;
  readonly draw: (runs: readonly RunResults[], options: DrawOptions) => Promise<Drawing>;
}
