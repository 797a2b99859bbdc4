/**
 * `<replay-cursor>`: one time cursor for all figures of a page. Play, scrub, or drag on a figure; the epoch is in
 * the address as #epoch=8350, beside an anchor if there is one (#fig-grok&epoch=8350). Nothing moves until asked,
 * and nothing moves where no figure is seen.
 */
import { formatCount } from '../../figures/format.ts';
import { nearestIndex } from '../../lab/measures/nearest.ts';
import type { ReplayData } from '../replay.ts';
import { epochAt, showTime, timedDrawings, type TimedDrawing } from './timeLines.ts';

const PLAY_MS = 12_000;
const SLIDER_STEPS = 1000;
const HASH_DELAY_MS = 250;

const EPOCH_IN_HASH = /(?:^|&)epoch=(\d+)/;

class ReplayCursor extends HTMLElement {
  #data!: ReplayData;
  #drawings: TimedDrawing[] = [];
  #button!: HTMLButtonElement;
  #slider!: HTMLInputElement;
  #output!: HTMLOutputElement;
  /** Index of the evaluation shown; null: no moment is picked and figures are whole. */
  #index: number | null = null;
  #frame = 0;
  #hashTimer = 0;
  readonly #isCalm = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #visible = new Set<Element>();

  connectedCallback(): void {
    const json = this.querySelector('script[type="application/json"]');
    const button = this.querySelector('button');
    const slider = this.querySelector('input');
    const output = this.querySelector('output');
    this.#drawings = timedDrawings();
    if (!json || !button || !slider || !output || this.#drawings.length === 0) return;
    this.#data = JSON.parse(json.textContent) as ReplayData;
    [this.#button, this.#slider, this.#output] = [button, slider, output];
    slider.max = String(SLIDER_STEPS);
    this.#listen();
    this.#label();
    this.setAttribute('ready', '');
    this.#show(null);
    this.#readHash();
  }

  #listen(): void {
    this.#button.addEventListener('click', () => this.#toggle());
    this.#slider.addEventListener('input', () => {
      this.#stop();
      this.#seek(this.#epochAtShare(Number(this.#slider.value) / SLIDER_STEPS));
    });
    this.#slider.addEventListener('keydown', (event) => this.#step(event));
    this.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.#stop();
    });
    addEventListener('hashchange', () => this.#readHash());
    document.addEventListener('visibilitychange', () => document.hidden && this.#stop());
    this.#isCalm.addEventListener('change', () => this.#label());
    const watcher = new IntersectionObserver((entries) => this.#see(entries));
    for (const drawing of this.#drawings) {
      watcher.observe(drawing.element);
      this.#followPointer(drawing);
    }
  }

  /** Arrows go from evaluation to evaluation; the browser does the other keys. */
  #step(event: KeyboardEvent): void {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.#stop();
    const last = this.#data.epochs.length - 1;
    const next = Math.min(last, Math.max(0, (this.#index ?? last) + by));
    this.#seek(this.#data.epochs[next] ?? 0);
  }

  #followPointer(drawing: TimedDrawing): void {
    const { element } = drawing;
    const follow = ({ clientX }: PointerEvent): void => {
      this.#stop();
      this.#seek(epochAt(drawing, clientX));
    };
    element.style.touchAction = 'pan-y';
    element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      follow(event);
    });
    element.addEventListener('pointermove', (event) => {
      if (element.hasPointerCapture(event.pointerId)) follow(event);
    });
  }

  #see(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#visible.add(target);
      else this.#visible.delete(target);
    }
    const isAway = this.#visible.size === 0;
    this.classList.toggle('away', isAway && !this.contains(document.activeElement));
    if (isAway) this.#stop();
  }

  get #isPlaying(): boolean {
    return this.#frame !== 0;
  }

  #toggle(): void {
    if (this.#isPlaying) this.#stop();
    else if (this.#isCalm.matches) this.#nextMoment();
    else this.#play();
  }

  /** Reduced motion: one press, one step through the story. */
  #nextMoment(): void {
    const { moments, epochs } = this.#data;
    const now = this.#index === null ? -1 : (epochs[this.#index] ?? -1);
    this.#seek(moments.find((epoch) => epoch > now) ?? moments[0] ?? 0);
  }

  #play(): void {
    const { epochs } = this.#data;
    const last = epochs.length - 1;
    const from = this.#index === null || this.#index === last ? 0 : this.#index;
    const begin = performance.now() - (from / last) * PLAY_MS;
    const tick = (now: number): void => {
      const position = Math.min(last, Math.max(0, ((now - begin) / PLAY_MS) * last));
      this.#show(this.#epochBetween(position));
      if (position < last) this.#frame = requestAnimationFrame(tick);
      else this.#stop();
    };
    this.#frame = requestAnimationFrame(tick);
    this.#label();
  }

  /** Epoch at a position among the evaluations, a fraction between two of them. */
  #epochBetween(position: number): number {
    const { epochs } = this.#data;
    const [left = 0, right = 0] = [epochs[Math.floor(position)], epochs[Math.ceil(position)]];
    return left + (position % 1) * (right - left);
  }

  #stop(): void {
    if (!this.#isPlaying) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#label();
    if (this.#index !== null) this.#seek(this.#data.epochs[this.#index] ?? 0);
  }

  #label(): void {
    this.#button.textContent = this.#isPlaying ? 'Pause' : this.#isCalm.matches ? 'Step' : 'Play';
    this.#button.setAttribute('aria-pressed', String(this.#isPlaying));
  }

  /** Goes to the evaluation nearest to an epoch and says so in the address. */
  #seek(epoch: number): void {
    this.#show(this.#data.epochs[this.#nearest(epoch)] ?? 0);
    clearTimeout(this.#hashTimer);
    // Browsers refuse more than about a hundred changes of address in half a minute.
    this.#hashTimer = window.setTimeout(() => this.#writeHash(), HASH_DELAY_MS);
  }

  /** Lines are drawn at `epoch`; numbers are those of the nearest evaluation. */
  #show(epoch: number | null): void {
    const { epochs, train, test } = this.#data;
    this.#index = epoch === null ? null : this.#nearest(epoch);
    for (const drawing of this.#drawings) showTime(drawing, epoch);
    const index = this.#index ?? epochs.length - 1;
    const shown = epochs[index] ?? 0;
    this.#slider.value = String(Math.round(SLIDER_STEPS * this.#shareOf(epoch ?? this.#data.end)));
    const texts = [formatCount(shown), percent(train[index]), percent(test[index])];
    this.#output.querySelectorAll('b').forEach((cell, i) => (cell.textContent = texts[i] ?? ''));
    this.#slider.setAttribute(
      'aria-valuetext',
      `epoch ${shown}, train accuracy ${texts[1]}, test accuracy ${texts[2]}`,
    );
    this.dispatchEvent(new CustomEvent('replay', { bubbles: true, detail: { epoch } }));
  }

  #nearest(epoch: number): number {
    return Math.max(0, nearestIndex(this.#data.epochs, epoch));
  }

  #shareOf(epoch: number): number {
    const { start, end } = this.#data;
    return Math.log(Math.max(epoch, start) / start) / Math.log(end / start);
  }

  #epochAtShare(share: number): number {
    const { start, end } = this.#data;
    return share === 0 ? 0 : start * (end / start) ** share;
  }

  #readHash(): void {
    const hash = location.hash.slice(1);
    const [, epoch] = EPOCH_IN_HASH.exec(hash) ?? [];
    if (epoch === undefined) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#label();
    this.#show(this.#data.epochs[this.#nearest(Number(epoch))] ?? 0);
    const anchor = hash.replace(EPOCH_IN_HASH, '');
    if (anchor) document.getElementById(anchor)?.scrollIntoView();
    else this.#bringIntoView();
  }

  /** Scrolls to the nearest figure that shows the cursor, unless one is seen already. */
  #bringIntoView(): void {
    const boxes = this.#drawings
      .filter(({ element }) => element.offsetParent !== null)
      .map(({ element }) => ({ element, box: element.getBoundingClientRect() }));
    if (boxes.some(({ box }) => box.bottom > 0 && box.top < innerHeight)) return;
    const [nearest] = boxes.sort((x, y) => Math.abs(x.box.top) - Math.abs(y.box.top));
    nearest?.element.scrollIntoView({ block: 'center' });
  }

  #writeHash(): void {
    if (this.#index === null || this.#isPlaying) return;
    const anchor = location.hash.slice(1).replace(EPOCH_IN_HASH, '');
    const epoch = `epoch=${this.#data.epochs[this.#index] ?? 0}`;
    history.replaceState(history.state, '', `#${anchor ? `${anchor}&` : ''}${epoch}`);
  }
}

const percent = (tenThousandths = 0): string => `${(tenThousandths / 100).toFixed(1)}\u202f%`;

customElements.define('replay-cursor', ReplayCursor);
