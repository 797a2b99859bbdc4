/** The runs that are shown, as a list: letter, id, what it is, how it went. */
import { formatCount } from '../../../figures/format.ts';
import type { LoadedRun } from './files.ts';
import { colourOf, letterOf, make } from './looks.ts';

export class Chosen {
  readonly #list: HTMLElement;
  /** Address of the pages of runs, with a slash at its end. */
  readonly #pages: string;
  readonly #onPick: (ids: string[]) => void;

  constructor(list: HTMLElement, pages: string, onPick: (ids: string[]) => void) {
    this.#list = list;
    this.#pages = pages;
    this.#onPick = onPick;
  }

  setRuns(runs: readonly LoadedRun[]): void {
    const ids = runs.map(({ id }) => id);
    this.#list.replaceChildren(
      ...runs.map(({ id, title, experiments, outcome, t95 }, i) => {
        const line = make('li');
        const link = make('a', 'id', id);
        link.href = `${this.#pages}${id}/`;
        if (runs.length > 1) line.append(make('b', `c-${colourOf(i)}`, letterOf(i)));
        line.append(link, make('span', '', title));
        const passed = t95 ? `95\u202f% of test pairs at epoch ${formatCount(t95.at)}` : '';
        line.append(make('span', 'quiet', [...experiments, outcome, passed].filter(Boolean).join(' · ')));
        if (runs.length > 1) {
          const remove = make('button', '', 'Remove');
          remove.type = 'button';
          remove.setAttribute('aria-label', `Remove run ${letterOf(i)}, ${id}`);
          remove.addEventListener('click', () => {
            this.#onPick(ids.filter((other) => other !== id));
            document.querySelector<HTMLElement>('.picker summary')?.focus();
          });
          line.append(remove);
        }
        return line;
      }),
    );
  }
}
