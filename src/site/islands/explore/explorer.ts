/**
 * `<run-explorer>`: curves and measures of one to four stored runs behind one time cursor. What is shown is in the
 * address (state.ts): picking runs and switching views are steps of the history, moving the cursor is not.
 */
import { formatCount, listed } from '../../../figures/format.ts';
import { Chart } from './chart.ts';
import { chartNames, contentOf, type ChartName } from './curves.ts';
import { Chosen } from './chosen.ts';
import { Cursor } from './cursor.ts';
import { crossingInWords } from './difference.ts';
import { Files, type LoadedRun } from './files.ts';
import { letterOf, make } from './looks.ts';
import { Moments } from './moments.ts';
import { Picker } from './picker.ts';
import { Readout } from './readout.ts';
import { parseView, viewQuery, type View } from './state.ts';
import { cursorText } from './words.ts';

/** After the last move: browsers refuse more than about a hundred changes of address in half a minute. */
const SETTLE_MS = 300;

class RunExplorer extends HTMLElement {
  #files!: Files;
  #charts!: ReadonlyMap<ChartName, Chart>;
  #moments!: Moments;
  #readout!: Readout;
  #chosen!: Chosen;
  #cursor!: Cursor;
  #picker: Picker | null = null;
  #view: View = parseView(location.search);
  #runs: readonly LoadedRun[] = [];
  #frame = 0;
  #timer = 0;
  #width = 0;

  connectedCallback(): void {
    this.#files = new Files(this.dataset['files'] ?? '');
    const chart = (name: ChartName): [ChartName, Chart] => [
      name,
      new Chart(this.#find(`[data-chart="${name}"] .plot`)),
    ];
    this.#charts = new Map(chartNames.map(chart));
    this.#moments = new Moments(this, this.#files, () => this.#schedule());
    this.#readout = new Readout(this.#find('.readout tbody'));
    this.#chosen = new Chosen(this.#find('.chosen'), this.dataset['pages'] ?? '', (ids) => this.#pick(ids));
    this.#cursor = new Cursor(this.#find<HTMLInputElement>('.dock input[type="range"]'), (epoch) =>
      this.#moveTo(epoch),
    );
    this.#listen();
    void this.#load();
    void this.#offerRuns();
  }

  #find<T extends HTMLElement>(selector: string): T {
    return this.querySelector(selector) as T;
  }

  #listen(): void {
    for (const chart of this.#charts.values()) this.#cursor.follow(chart);
    addEventListener('popstate', () => {
      this.#view = parseView(location.search);
      void this.#load();
    });
    this.#find('.scale').addEventListener('change', ({ target }) =>
      this.#turn({ isLinear: (target as HTMLInputElement).value === 'linear' }),
    );
    this.#find('.difference-switch input').addEventListener('change', ({ target }) =>
      this.#turn({ isDifference: (target as HTMLInputElement).checked }),
    );
    new ResizeObserver(([entry]) => {
      const { width = 0 } = entry?.contentRect ?? {};
      if (width === this.#width) return;
      this.#width = width;
      requestAnimationFrame(() => this.#draw());
    }).observe(this);
    const recolour = (): void => {
      this.#moments.recolour();
      this.#schedule();
    };
    new MutationObserver(recolour).observe(document.documentElement, { attributeFilter: ['data-theme'] });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour);
  }

  async #offerRuns(): Promise<void> {
    try {
      this.#picker = new Picker(this.#find<HTMLFormElement>('.picker form'), await this.#files.list(), (ids) =>
        this.#pick(ids),
      );
      this.#picker.setChosen(this.#runs.map(({ id }) => id));
    } catch {
      this.#say('The list of runs could not be loaded.');
    }
  }

  /** Shows the runs of the view; those that cannot be had are named and left out. */
  async #load(): Promise<void> {
    const view = this.#view;
    const ids = view.runs.length > 0 ? view.runs : [this.dataset['run'] ?? ''];
    const results = await Promise.allSettled(ids.map((id) => this.#files.run(id)));
    if (view !== this.#view) return;
    const failed = ids.filter((_, i) => results[i]?.status === 'rejected');
    this.#say(failed.length > 0 ? `Not loaded: ${listed(failed)}. Is it the id of a stored run?` : '');
    this.#runs = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    this.toggleAttribute('ready', true);
    if (this.#runs.length > 0) this.#show();
  }

  #say(message: string): void {
    this.#find('.trouble').textContent = message;
  }

  /** Everything anew: other runs, or another view of them. */
  #show(): void {
    const runs = this.#runs;
    const [first] = runs;
    const { epoch, isLinear, isDifference } = this.#view;
    this.#cursor.setRuns(
      runs.map(({ series }) => series.testAccuracy.epochs),
      isLinear,
    );
    this.#cursor.place(epoch ?? first?.t95?.at ?? Infinity);
    this.#chosen.setRuns(runs);
    this.#picker?.setChosen(runs.map(({ id }) => id));
    this.#readout.setRuns(runs);
    this.#moments.setRuns(runs);
    const isPair = runs.length === 2;
    this.dataset['count'] = String(runs.length);
    this.toggleAttribute('differs', isPair && isDifference);
    const [box] = this.#find('.difference-switch').getElementsByTagName('input');
    if (box) box.checked = isDifference;
    for (const radio of this.querySelectorAll<HTMLInputElement>('.scale input'))
      radio.checked = (radio.value === 'linear') === isLinear;
    const [a, b] = runs;
    this.#find('.difference-words').textContent = a && b && isPair ? crossingInWords(a, b) : '';
    this.#draw();
  }

  /** Charts and pictures at the widths they have. */
  #draw(): void {
    if (this.#runs.length === 0) return;
    const shown = [...this.#charts].filter(([, { element }]) => element.offsetParent !== null);
    const widths = shown.map(([, { element }]) => element.clientWidth);
    const runs = this.#runs;
    shown.forEach(([name, chart], i) => {
      const content = contentOf(name, runs, this.#cursor.axis);
      if (typeof content === 'string') chart.element.replaceChildren(make('p', 'quiet', content));
      else chart.draw(content, widths[i] ?? 0);
    });
    this.#moments.layOut();
    this.#update();
    this.#settle();
  }

  #moveTo(epoch: number): void {
    this.#view = { ...this.#view, epoch };
    this.#schedule();
  }

  /** One update a frame, however many inputs. */
  #schedule(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#update());
  }

  #update(): void {
    this.#frame = 0;
    if (this.#runs.length === 0) return;
    const { epoch } = this.#cursor;
    for (const chart of this.#charts.values()) chart.move(epoch);
    this.#readout.move(epoch);
    this.#moments.move(epoch);
    this.#cursor.show(this.#words());
    for (const output of this.querySelectorAll('.epoch')) output.textContent = formatCount(epoch);
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#settle(), SETTLE_MS);
  }

  #words(): string {
    const nameOf = (i: number): string => (this.#runs.length > 1 ? `${letterOf(i)} ` : '');
    return cursorText(this.#runs, this.#cursor.epoch, nameOf);
  }

  /** Once the cursor rests: address, text alternatives, live region. */
  #settle(): void {
    clearTimeout(this.#timer);
    const words = this.#words();
    for (const { element } of this.#charts.values()) {
      const title = element.parentElement?.querySelector('h3')?.textContent ?? '';
      element.setAttribute('aria-label', `${title} over epochs. At the cursor: ${words}.`);
    }
    this.#moments.describe();
    if (this.#view.epoch === null) return;
    this.#find('.spoken').textContent = words;
    this.#write('replaceState');
  }

  #write(how: 'pushState' | 'replaceState'): void {
    const query = viewQuery(this.#view);
    if (query !== location.search) history[how](null, '', location.pathname + query + location.hash);
  }

  #pick(ids: readonly string[]): void {
    this.#step({ runs: ids });
    void this.#load();
  }

  #turn(change: Partial<View>): void {
    this.#step(change);
    this.#show();
  }

  /** A step of the history; the one before keeps the epoch it was left at. */
  #step(change: Partial<View>): void {
    this.#settle();
    this.#view = { ...this.#view, ...change };
    this.#write('pushState');
  }
}

customElements.define('run-explorer', RunExplorer);
