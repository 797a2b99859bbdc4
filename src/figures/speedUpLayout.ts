/** Where the rows of a forest of speed-ups lie. */
import { FONT_SIZE } from './forestMarks.ts';
import { textWidth } from './format.ts';
import { ratioAxis, type RatioAxis } from './ratioAxis.ts';

const NARROW = 600;
/** Beyond so many rows the axis is written above them as well. */
const MOST_UNDER_ONE_AXIS = 14;
/** Heights in a row, px. What a source reports goes between interval and pairs, and needs room there. */
interface Pitch {
  readonly row: number;
  /** Above the marks, for the name: where it is narrow, these have the whole width. */
  readonly name: number;
  /** From the middle of the marks. */
  readonly offsets: readonly [bar: number, pairs: number];
}
const PITCHES: Readonly<Record<'plain' | 'reported', Readonly<Record<'wide' | 'narrow', Pitch>>>> = {
  plain: { wide: { row: 39, name: 0, offsets: [-8, 10] }, narrow: { row: 54, name: 18, offsets: [-7, 9] } },
  reported: { wide: { row: 50, name: 0, offsets: [-12, 14] }, narrow: { row: 62, name: 20, offsets: [-9, 11] } },
};
/** px: of a heading above rows. */
const HEADING = 27;

export interface Row {
  /** px: where its name is; the middle of its marks. */
  readonly nameAt: number;
  readonly middle: number;
}

export interface Layout {
  readonly width: number;
  readonly isNarrow: boolean;
  readonly isLong: boolean;
  /** px: ends of the axis. */
  readonly ends: readonly [left: number, right: number];
  /** px: top of the first row or heading, bottom of the last row. */
  readonly from: number;
  readonly to: number;
  /** One a variant. */
  readonly rows: readonly Row[];
  readonly headings: readonly { readonly text: string; readonly y: number }[];
  /** px: where a line parts rows, or a heading from the rows above it. */
  readonly lines: readonly number[];
  /** px from the middle of a row: the interval above, the pairs below. */
  readonly offsets: readonly [bar: number, pairs: number];
  readonly axis: RatioAxis;
}

/** What is to be laid out of a variant. */
export interface LaidOut {
  readonly name: string;
  readonly group: string;
  /** Its mean in words. */
  readonly said: string;
  /** All ratios that are to be seen, whatever becomes of the interval, and the ends of that. */
  readonly ratios: readonly number[];
  readonly interval: readonly number[];
  /** Whether there is anything to tell of what a source reports. */
  readonly hasReport: boolean;
}

export function layoutOf(variants: readonly LaidOut[], width: number, legendHeight: number): Layout {
  const isNarrow = width < NARROW;
  const names = variants.map(({ name }) => textWidth(name, FONT_SIZE + 1, true));
  const said = variants.map((variant) => textWidth(variant.said, FONT_SIZE));
  const { row, name, offsets } =
    PITCHES[variants.some(({ hasReport }) => hasReport) ? 'reported' : 'plain'][isNarrow ? 'narrow' : 'wide'];
  const isLong = variants.length > MOST_UNDER_ONE_AXIS;
  const from = legendHeight + (isLong ? 36 : 16);
  const isGrouped = new Set(variants.map(({ group }) => group)).size > 1;
  const rows: Row[] = [];
  const headings: { text: string; y: number }[] = [];
  const lines: number[] = [];
  let y = from;
  for (const [i, { group }] of variants.entries()) {
    lines.push(y);
    if (isGrouped && group !== variants[i - 1]?.group) {
      headings.push({ text: group, y: y + HEADING / 2 + 4 });
      y += HEADING;
    }
    const middle = y + name + (row - name) / 2;
    rows.push({ nameAt: isNarrow ? y + 14 : middle, middle });
    y += row;
  }
  return {
    width,
    isNarrow,
    isLong,
    ends: isNarrow ? [12, width - 12] : [Math.max(...names) + 16, width - Math.max(...said, 60) - 18],
    from,
    to: y,
    rows,
    headings,
    lines: [...lines, y],
    offsets,
    axis: ratioAxis(
      variants.flatMap(({ ratios }) => ratios),
      variants.flatMap(({ interval }) => interval),
    ),
  };
}
