/** Value axes of the charts. */
import { formatCount, formatPower } from '../../../figures/format.ts';
import type { Series } from '../../explore/runFile.ts';
import { steps } from './axis.ts';

export interface ValueScale {
  readonly isLog: boolean;
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  readonly format: (tick: number) => string;
}

const plain = (tick: number): string => (tick >= 1000 ? formatCount(tick) : String(tick).replace('-', '−'));

/** From 0 to 1. */
export const unitScale: ValueScale = { isLog: false, low: 0, high: 1, ticks: [0, 0.25, 0.5, 0.75, 1], format: plain };

const extent = (series: readonly Series[]): [number, number] => {
  let [least, most] = [Infinity, -Infinity];
  for (const { values } of series)
    for (const x of values) {
      least = Math.min(least, x);
      most = Math.max(most, x);
    }
  return [least, most];
};

/** From 0 to a round number above the largest value. */
export function fromZero(series: readonly Series[]): ValueScale {
  const [, most] = extent(series);
  const ticks = steps(Math.max(most, 1e-9), 4);
  const step = ticks[1] ?? 1;
  const high = Math.ceil(most / step - 1e-9) * step;
  return { isLog: false, low: 0, high, ticks: high > (ticks.at(-1) ?? 0) ? [...ticks, high] : ticks, format: plain };
}

/** Whole decades around the positive values, every second one labelled where there are many. */
export function decades(series: readonly Series[]): ValueScale {
  const positive = series.map(({ values }) => ({ epochs: [], values: values.filter((x) => x > 0) }));
  const [least, most] = extent(positive);
  const low = Math.floor(Math.log10(Math.min(least, 1)));
  const high = Math.ceil(Math.log10(Math.max(most, 1.001)));
  const step = high - low > 5 ? 2 : 1;
  const exponents = Array.from({ length: high - low + 1 }, (_, i) => low + i).filter((n) => n % step === 0);
  return {
    isLog: true,
    low: 10 ** low,
    high: 10 ** high,
    ticks: exponents.map((n) => 10 ** n),
    format: (tick) => (tick === 1 ? '1' : tick === 10 ? '10' : formatPower(Math.round(Math.log10(tick)))),
  };
}

/** As far below zero as above. */
export function aroundZero(series: Series): ValueScale {
  const [least, most] = extent([series]);
  const reach = Math.max(-least, most, 1e-3);
  const step = steps(reach, 2)[1] ?? reach;
  const high = Math.ceil(reach / step - 1e-9) * step;
  const sides = Array.from({ length: Math.round(high / step) }, (_, i) => Number(((i + 1) * step).toPrecision(3)));
  return {
    isLog: false,
    low: -high,
    high,
    ticks: [...sides.map((x) => -x).reverse(), 0, ...sides],
    format: (tick) => (tick > 0 ? `+${plain(tick)}` : plain(tick)),
  };
}

/** From 0 at the lower end to 1 at the upper; what lies beyond is at the end. */
export function heightOf({ isLog, low, high }: ValueScale, value: number): number {
  const share = isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share));
}
