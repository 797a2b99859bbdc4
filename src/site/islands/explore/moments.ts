/** The pictures of one moment: spectrum, circles and map of every run, each at the checkpoint nearest to the cursor. */
import { nearestIndex } from '../../../lab/measures/nearest.ts';
import { Circles } from './circles.ts';
import { placeOfFrame } from './decode.ts';
import type { Files, LoadedRun } from './files.ts';
import { LogitMap } from './logitMap.ts';
import { colourOf, letterOf, make } from './looks.ts';
import { Spectrum } from './spectrum.ts';
import { checkpointText, circlesText, mapText, number, spectrumText } from './words.ts';

type MeasureName = 'spectrum' | 'planes' | 'logits';

const MISSING: Readonly<Record<MeasureName, string>> = {
  spectrum: 'The spectrum was not measured.',
  planes: 'The planes were not measured.',
  logits: 'The pairs were not measured.',
};

/** One picture of one run. */
const [LOADING, FAILED] = ['loading…', 'could not be loaded'];

interface Picture {
  readonly run: LoadedRun;
  readonly measure: MeasureName;
  /** Where the checkpoint is told. */
  readonly note: HTMLElement;
  readonly image: HTMLElement;
  readonly epochs: readonly number[];
  readonly view: Spectrum | Circles | LogitMap;
}

export class Moments {
  readonly #sections: ReadonlyMap<MeasureName, HTMLElement>;
  readonly #files: Files;
  /** Colours around the circle, and of the maps. */
  readonly #hues: readonly string[];
  readonly #ramp: readonly string[];
  readonly #visible = new Set<Element>();
  #pictures: Picture[] = [];
  #epoch = 0;
  /** Runs of which a file could not be had. */
  readonly #failed = new Set<LoadedRun>();
  /** Something was fetched or came into view: the pictures may be drawn anew. */
  readonly #onNews: () => void;

  constructor(root: HTMLElement, files: Files, onNews: () => void) {
    this.#files = files;
    this.#hues = root.dataset['hues']?.split(',') ?? [];
    this.#ramp = root.dataset['ramp']?.split(',') ?? [];
    this.#onNews = onNews;
    const found = [...root.querySelectorAll<HTMLElement>('[data-measure]')];
    this.#sections = new Map(found.map((section) => [section.dataset['measure'] as MeasureName, section]));
    const watcher = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries)
          if (isIntersecting) this.#visible.add(target);
          else this.#visible.delete(target);
        onNews();
      },
      { rootMargin: '100px' },
    );
    for (const section of found) watcher.observe(section);
  }

  setRuns(runs: readonly LoadedRun[]): void {
    this.#pictures = [];
    for (const [measure, section] of this.#sections) {
      const figures = runs.map((run, i) => {
        const figure = make('figure', 'moment');
        const note = make('figcaption', 'quiet');
        if (runs.length > 1) figure.append(make('b', `c-${colourOf(i)}`, letterOf(i)));
        figure.append(note);
        if (run[measure]) this.#add(measure, run, figure, note);
        else note.textContent = MISSING[measure];
        return figure;
      });
      section.querySelector('.moments')?.replaceChildren(...figures);
    }
  }

  #add(measure: MeasureName, run: LoadedRun, figure: HTMLElement, note: HTMLElement): void {
    const isVector = measure === 'spectrum';
    const image = make(isVector ? 'div' : 'canvas', 'picture');
    image.setAttribute('role', 'img');
    figure.append(image);
    const view = isVector
      ? new Spectrum(image, run)
      : measure === 'planes'
        ? new Circles(image as HTMLCanvasElement, run, this.#hues)
        : new LogitMap(image as HTMLCanvasElement, run, this.#ramp);
    if (measure === 'logits' && run.logits) figure.append(legend(run.logits.reach, this.#ramp));
    this.#pictures.push({ run, measure, note, image, view, epochs: run[measure]?.epochs ?? [] });
  }

  /** Sets every picture to the width it has. */
  layOut(): void {
    const widths = this.#pictures.map(({ image }) => image.parentElement?.clientWidth ?? 0);
    const reach = Math.max(...this.#pictures.map(({ run }) => run.spectrum?.reach ?? 0));
    this.#pictures.forEach(({ view }, i) => {
      const width = widths[i] ?? 0;
      if (view instanceof Spectrum) view.draw(width, Math.round(Math.min(262, Math.max(150, 0.75 * width))), reach);
      else if (view instanceof Circles) view.draw(width, Math.min(300, Math.max(190, 0.8 * width)));
    });
  }

  recolour(): void {
    for (const { view } of this.#pictures) if (view instanceof Circles) view.recolour();
  }

  move(epoch: number): void {
    this.#epoch = epoch;
    for (const picture of this.#pictures) {
      const { run, view, epochs, note } = picture;
      const t = nearestIndex(epochs, epoch);
      view.show(t);
      if (!this.#fetch(picture, t)) {
        note.textContent = `${checkpointText(epochs, t, epoch)}: ${this.#failed.has(run) ? FAILED : LOADING}`;
        continue;
      }
      const shown = checkpointText(epochs, t, epoch);
      note.textContent = shown;
      if (view instanceof LogitMap)
        note.textContent = `${shown} · train ${number(run.logits?.trainMeans[t] ?? NaN, 2)}, test ${number(run.logits?.testMeans[t] ?? NaN, 2)}`;
    }
  }

  /** Asks for what a picture needs at frame `t` if it is seen. @returns whether it is there */
  #fetch({ run, view, measure, note }: Picture, t: number): boolean {
    const isSeen = this.#visible.has(this.#sections.get(measure) as Element);
    const told = (asked: Promise<void>): void => {
      asked.then(
        () => {
          this.#failed.delete(run);
          this.#onNews();
        },
        () => {
          this.#failed.add(run);
          // Not by news, which would ask again and again.
          note.textContent = note.textContent?.replace(LOADING, FAILED) ?? null;
        },
      );
    };
    if (view instanceof Circles && !run.planeBytes) {
      if (isSeen) told(this.#files.planes(run));
      return false;
    }
    if (view instanceof LogitMap && run.logits && view.shown !== t) {
      const { file } = placeOfFrame(run.logits, t);
      if (isSeen) told(this.#files.logits(run, file));
      return false;
    }
    return true;
  }

  /** Text alternatives for the cursor's epoch. */
  describe(): void {
    for (const { run, measure, image, epochs } of this.#pictures) {
      const t = nearestIndex(epochs, this.#epoch);
      const tell = { spectrum: spectrumText, planes: circlesText, logits: mapText }[measure];
      image.setAttribute('aria-label', tell(run, t));
    }
  }
}

/** The colour scale of a map. */
function legend(reach: number, ramp: readonly string[]): HTMLElement {
  const scale = make('div', 'ramp quiet');
  const bar = make('span');
  bar.style.background = `linear-gradient(90deg,${ramp.join()})`;
  scale.append(`≤ −${reach}`, bar, `≥ ${reach}`);
  return scale;
}
