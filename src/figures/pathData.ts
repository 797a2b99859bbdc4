/** The data of SVG paths in few letters: lines that go on from point to point, each told from the one before. */

/**
 * Open lines through points, relative to each other: "M26,108L96.7,104.8L342,104.8" becomes "M26,108l70.7-3.2h245.3".
 * Closed shapes and curves are left as they are: pages read the corners of shapes.
 * @param d coordinates rounded to a tenth
 */
export function shortPath(d: string): string {
  if (!/^(?:[ML]-?[\d.]+,-?[\d.]+)+$/.test(d)) return d;
  let [x, y] = [0, 0];
  let command = '';
  let data = '';
  for (const [, letter, ...at] of d.matchAll(/([ML])(-?[\d.]+),(-?[\d.]+)/g)) {
    // In tenths, whose differences are exact.
    const [toX = 0, toY = 0] = at.map((text) => Math.round(10 * Number(text)));
    const step: readonly [string, ...number[]] =
      letter === 'M' ? ['M', toX, toY] : toY === y ? ['h', toX - x] : toX === x ? ['v', toY - y] : ['l', toX - x, toY - y]; // prettier-ignore
    const [next, ...numbers] = step;
    const isRepeated = next === command && next !== 'M';
    data += part([...(isRepeated ? [''] : [next]), ...numbers.map(inTenths)]);
    [command, x, y] = [next, toX, toY];
  }
  return data;
}

const inTenths = (tenths: number): string => String(tenths / 10).replace(/^(-?)0\./, '$1.');

/** Letters and signs part numbers from what is before them, else a comma does. */
const part = (tokens: readonly string[]): string =>
  tokens.reduce((text, token) => text + (/^-/.test(token) || /[A-Za-z]$/.test(text) ? '' : ',') + token);
