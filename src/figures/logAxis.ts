/** A logarithmic axis of whole decades. */
import { formatPower } from './format.ts';
import type { ValueAxis } from './timeSeries.ts';

/** Decades around the positive ones of `values`; what is 0 lies on the lower edge. */
export function logAxis(label: string, values: Iterable<number>): ValueAxis {
  let [least, greatest] = [1, 1];
  for (const x of values) {
    if (!(x > 0 && Number.isFinite(x))) continue;
    least = Math.min(least, x);
    greatest = Math.max(greatest, x);
  }
  const low = Math.min(Math.floor(Math.log10(least)), Math.ceil(Math.log10(greatest)) - 1);
  const high = Math.ceil(Math.log10(greatest));
  const step = high - low > 5 ? 2 : 1;
  const exponents = Array.from({ length: high - low + 1 }, (_, i) => low + i).filter((n) => n % step === 0);
  return {
    label,
    type: 'log',
    domain: [10 ** low, 10 ** high],
    ticks: exponents.map((n) => 10 ** n),
    format: (tick) => (tick === 1 ? '1' : tick === 10 ? '10' : formatPower(Math.round(Math.log10(tick)))),
  };
}
