/** Where the lines of a path lead, whichever way its data are written. */
export type PathPoint = readonly [x: number, y: number];

const NUMBERS = /-?(?:\d+\.?\d*|\.\d+)/g;

/** Points of each line of `d`, absolute. Knows the commands M, L, l, h, v and Z. */
export function linesOf(d: string): PathPoint[][] {
  const lines: PathPoint[][] = [];
  for (const [, command = '', rest = ''] of d.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    if (!'MLlhvZ'.includes(command)) throw new Error(`linesOf: command ${command} in ${d.slice(0, 80)}`);
    const numbers = [...rest.matchAll(NUMBERS)].map(([text]) => Number(text));
    if (command === 'M') lines.push([]);
    const size = 'hv'.includes(command) ? 1 : 2;
    for (let i = 0; i < numbers.length; i += size) {
      const line = lines.at(-1) ?? [];
      const [x, y] = line.at(-1) ?? [0, 0];
      const [first = NaN, second = NaN] = numbers.slice(i, i + size);
      if (command === 'h') line.push([x + first, y]);
      else if (command === 'v') line.push([x, y + first]);
      else line.push(command === 'l' ? [x + first, y + second] : [first, second]);
    }
  }
  return lines;
}

/** Points of the lines of all paths of a drawing. */
export const linesIn = (svg: string): PathPoint[][] =>
  [...svg.matchAll(/ d="([^"]*)"/g)].flatMap(([, d = '']) => (/^[MLlhvZ\d.,\s-]*$/.test(d) ? linesOf(d) : []));
