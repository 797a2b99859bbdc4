/** The table of what every run measures at the cursor. */
import { nearestIndex } from '../../../lab/measures/nearest.ts';
import type { LoadedRun } from './files.ts';
import { colourOf, letterOf, make } from './looks.ts';
import { number, percent, valueAt } from './words.ts';

type Cell = (run: LoadedRun, epoch: number) => string;

const NAMES = ['train accuracy', 'test accuracy', 'train loss', 'test loss', 'Σw²', 'Gini'];

/** In the order of the table's head. */
const CELLS: readonly Cell[] = [
  (run, epoch) => percent(valueAt(run, 'trainAccuracy', epoch)),
  (run, epoch) => percent(valueAt(run, 'testAccuracy', epoch)),
  (run, epoch) => number(valueAt(run, 'trainLoss', epoch)),
  (run, epoch) => number(valueAt(run, 'testLoss', epoch)),
  (run, epoch) => number(valueAt(run, 'sumSquaredWeights', epoch)),
  ({ spectrum }, epoch) =>
    !spectrum || epoch > (spectrum.epochs.at(-1) ?? 0)
      ? '–'
      : number(spectrum.gini[nearestIndex(spectrum.epochs, epoch)] ?? NaN),
];

export class Readout {
  readonly #body: HTMLElement;
  #rows: { readonly run: LoadedRun; readonly cells: readonly HTMLElement[] }[] = [];

  constructor(body: HTMLElement) {
    this.#body = body;
  }

  setRuns(runs: readonly LoadedRun[]): void {
    this.#rows = runs.map((run, i) => {
      const line = make('tr');
      const head = make('th');
      head.scope = 'row';
      if (runs.length > 1) head.append(make('b', `c-${colourOf(i)}`, letterOf(i)), ' ');
      head.append(make('span', 'id', run.id));
      const cells = NAMES.map((name) => {
        const cell = make('td', 'number');
        // Said beside the value where the table is too narrow for its head.
        cell.dataset['name'] = name;
        return cell;
      });
      line.append(head, ...cells);
      return { run, cells };
    });
    this.#body.replaceChildren(...this.#rows.map(({ cells }) => cells[0]?.parentElement ?? ''));
  }

  move(epoch: number): void {
    for (const { run, cells } of this.#rows)
      cells.forEach((cell, i) => (cell.textContent = CELLS[i]?.(run, epoch) ?? ''));
  }
}
