/** The animation for those who want no motion: its key frames side by side. */
import { formatCount, formatPercent } from '../format.ts';
import { textAt } from '../marks.ts';
import { momentsOf } from '../moments.ts';
import { colours } from '../palette.ts';
import { render, type Panel } from '../render.ts';
import { toPng } from '../raster.ts';
import { MAP_INSET, mapPlot, spectrumPlot } from './scene.ts';
import type { Transition } from './transition.ts';

const FONT_SIZE = 20;
const GAP = 10;
const HEAD = 88;

/** PNG at two pixels a unit. Columns: name, epoch and accuracy, spectrum, map. */
export async function keyFrameStrip(transition: Transition): Promise<Uint8Array> {
  const { run, frames, p } = transition;
  const moments = momentsOf(
    run,
    frames.map(({ epoch }) => epoch),
  );
  // Half steps of p: at two pixels a unit, the cells are equal.
  const side = p > 170 ? 170 : (p / 2) * Math.floor(170 / (p / 2));
  const column = side + MAP_INSET + GAP;
  const bars = 90;
  const mapTop = HEAD + bars + 3.2 * FONT_SIZE;
  const panels = moments.flatMap(({ name, epoch, row }, i): Panel[] => {
    const frame = frames.find((candidate) => candidate.epoch === epoch);
    if (!frame) return [];
    const x = i * column;
    const test = formatPercent(row.testAccuracy, 0);
    const head: Panel['plot'] = {
      width: column,
      height: HEAD,
      margin: 0,
      marks: [
        textAt(name, MAP_INSET, 14, { fontSize: FONT_SIZE + 2, isBold: true, colour: colours.ink }),
        textAt(`epoch ${formatCount(epoch)}`, MAP_INSET, 40, { fontSize: FONT_SIZE }),
        textAt(`test ${test}`, MAP_INSET, 64, { fontSize: FONT_SIZE, colour: colours.test }),
      ],
    };
    const look = { fontSize: FONT_SIZE, isTitled: i === 0 };
    return [
      { x, y: 0, plot: head },
      { x: x + MAP_INSET, y: HEAD, plot: spectrumPlot(transition, frame, { ...look, width: side, height: bars }) },
      { x, y: mapTop, plot: mapPlot(transition, frame, { ...look, side }) },
    ];
  });
  const width = Math.ceil(moments.length * column);
  const height = Math.ceil(mapTop + side + 3.2 * FONT_SIZE);
  return toPng(render(panels, { id: 'strip', theme: 'raster', width, height }), 2);
}
