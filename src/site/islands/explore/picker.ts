/** Choosing one to four runs: a form with a search field and a box for every stored run. */
import { formatCount } from '../../../figures/format.ts';
import type { ListedRun } from '../../explore/runFile.ts';
import { make } from './looks.ts';
import { MOST_RUNS } from './state.ts';

interface Row {
  readonly box: HTMLInputElement;
  readonly line: HTMLElement;
  /** What the search looks in. */
  readonly text: string;
}

/**
 * Whether every word of a query begins a word of the text; a short number must be all of one, so that "weight decay 5"
 * finds no 0.5, no 50 and no id.
 */
export function matches(text: string, query: string): boolean {
  const known = text.toLowerCase().split(/[\s,;]+/);
  const isIn = (word: string): boolean =>
    known.some((other) => (/^[\d.]{1,4}$/.test(word) ? other === word : other.startsWith(word)));
  return query
    .toLowerCase()
    .split(/[\s,%]+/)
    .every(isIn);
}

export class Picker {
  readonly #search: HTMLInputElement;
  readonly #count: HTMLElement;
  readonly #rows: readonly Row[];
  #chosen: readonly string[] = [];

  constructor(form: HTMLFormElement, runs: readonly ListedRun[], onPick: (ids: string[]) => void) {
    this.#search = form.querySelector('input[type="search"]') as HTMLInputElement;
    this.#count = form.querySelector('[role="status"]') as HTMLElement;
    this.#rows = runs.map(rowOf);
    form.querySelector('.choices')?.replaceChildren(...this.#rows.map(({ line }) => line));
    form.addEventListener('change', ({ target }) => {
      const row = this.#rows.find(({ box }) => box === target);
      if (row) onPick(this.#toggled(row.box.value));
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const found = this.#rows.find(({ line, box }) => !line.hidden && !box.disabled);
      if (found) onPick(this.#toggled(found.box.value));
    });
    this.#search.addEventListener('input', () => this.#filter());
  }

  /** In the order of picking; the last one stays. */
  #toggled(id: string): string[] {
    const without = this.#chosen.filter((other) => other !== id);
    if (without.length === this.#chosen.length) return [...without, id].slice(0, MOST_RUNS);
    return without.length > 0 ? without : [id];
  }

  setChosen(ids: readonly string[]): void {
    this.#chosen = ids;
    for (const { box } of this.#rows) {
      box.checked = ids.includes(box.value);
      box.disabled = box.checked ? ids.length === 1 : ids.length >= MOST_RUNS;
    }
    this.#filter();
  }

  #filter(): void {
    for (const { line, text } of this.#rows) line.hidden = !matches(text, this.#search.value.trim());
    const shown = this.#rows.filter(({ line }) => !line.hidden).length;
    this.#count.textContent = `${this.#chosen.length} of at most ${MOST_RUNS} chosen, ${shown} of ${this.#rows.length} runs listed`;
  }
}

function rowOf({ id, experiments, cell, outcome, t95 }: ListedRun): Row {
  const line = make('label', 'choice');
  const box = make('input');
  box.type = 'checkbox';
  box.value = id;
  const told = t95 === null ? outcome : `${outcome}, 95\u202f% at ${formatCount(t95)}`;
  line.append(box, make('span', 'id', id), make('span', '', cell), make('span', 'quiet', experiments.join(', ')));
  line.append(make('span', 'quiet', told));
  const text = `${id} ${cell} ${experiments.join(' ')} ${outcome}`.replaceAll('\u202f%', ' %');
  return { box, line, text: `${text} ${experiments.join(' ').replaceAll('-', ' ')}` };
}
