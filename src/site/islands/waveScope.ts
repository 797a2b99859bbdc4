/**
 * `<wave-scope>`: one waveform of the figure "wavetable", large, at a moment picked with its slider, beside the sinusoid
 * that fits it best; the figure's nearest waveform is set off. It follows the page's time cursor where there is one. The
 * frames are fetched when the figure comes near the screen.
 */
import { formatCount } from '../../figures/format.ts';
import { decodeFilm, frameAt, valueAt, type Film } from './planesFrames.ts';

/** Of the viewBox, above and below the middle line. */
const REACH = 48;

class WaveScope extends HTMLElement {
  #film: Film | null = null;
  /** Film units → viewBox units. */
  #scale = 1;
  /** Epoch of each waveform in the figure. */
  #drawn: readonly number[] = [];
  #slider!: HTMLInputElement;

  connectedCallback(): void {
    const slider = this.querySelector('input');
    if (!slider) return;
    this.#slider = slider;
    this.#drawn = JSON.parse(this.dataset['epochs'] ?? '[]') as number[];
    const watcher = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        watcher.disconnect();
        void this.#load();
      },
      { rootMargin: '50%' },
    );
    watcher.observe(this);
  }

  async #load(): Promise<void> {
    const response = await fetch(this.dataset['frames'] ?? '');
    if (!response.ok) return;
    const film = decodeFilm(await response.arrayBuffer());
    const last = film.epochs.length - 1;
    const heights = film.frames.flatMap((frame) => [...frame].filter((_, i) => i % 2 === 0).map(Math.abs));
    this.#scale = REACH / Math.max(...heights, 1);
    this.#film = film;
    this.#slider.max = String(last);
    this.#slider.addEventListener('input', () => this.#show(Number(this.#slider.value)));
    document.addEventListener('replay', (event) => {
      const { epoch } = (event as CustomEvent<{ epoch: number | null }>).detail;
      this.#show(epoch === null ? last : frameAt(film, epoch));
    });
    this.#show(last);
  }

  /** @param at a frame, or a fraction between two */
  #show(at: number): void {
    const film = this.#film;
    if (!film) return;
    const p = (film.frames[0]?.length ?? 0) / 2;
    const heights = Array.from({ length: p }, (_, n) => this.#scale * valueAt(film, at, 2 * n));
    const { pure, share } = fitSinusoid(heights);
    this.querySelector('.wave')?.setAttribute('d', pathOf(heights));
    this.querySelector('.pure')?.setAttribute('d', pathOf(pure));
    const epoch = film.epochs[Math.round(at)] ?? 0;
    const held = `${(100 * share).toFixed(share > 0.99 ? 1 : 0)}\u202f% one sinusoid`;
    const output = this.querySelector('output');
    if (output) output.textContent = `epoch ${formatCount(epoch)} · ${held}`;
    this.#slider.value = String(Math.round(at));
    this.#slider.setAttribute('aria-valuetext', `epoch ${epoch}, ${held}`);
    this.#setOff(epoch);
  }

  #setOff(epoch: number): void {
    const distance = (i: number): number => Math.abs((this.#drawn[i] ?? 0) - epoch);
    const nearest = this.#drawn.reduce((best, _, i) => (distance(i) < distance(best) ? i : best), 0);
    for (const svg of this.closest('figure')?.querySelectorAll('.drawing svg') ?? [])
      svg.querySelectorAll('[stroke-dasharray]').forEach((wave, i) => wave.classList.toggle('scoped', i === nearest));
  }
}

/** The sinusoid of one cycle nearest to `heights`, and its share of their sum of squares. */
function fitSinusoid(heights: readonly number[]): { pure: number[]; share: number } {
  const turn = (2 * Math.PI) / heights.length;
  const against = (wave: (angle: number) => number): number =>
    (2 / heights.length) * heights.reduce((sum, height, n) => sum + height * wave(turn * n), 0);
  const [cosine, sine] = [against(Math.cos), against(Math.sin)];
  const squares = heights.reduce((sum, height) => sum + height ** 2, 0) || 1;
  return {
    pure: heights.map((_, n) => cosine * Math.cos(turn * n) + sine * Math.sin(turn * n)),
    share: (heights.length * (cosine ** 2 + sine ** 2)) / (2 * squares),
  };
}

const pathOf = (heights: readonly number[]): string =>
  `M${heights.map((height, n) => `${((100 * n) / (heights.length - 1)).toFixed(2)},${(50 - height).toFixed(2)}`).join('L')}`;

customElements.define('wave-scope', WaveScope);
