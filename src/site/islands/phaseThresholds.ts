/**
 * `<phase-thresholds>`: recolours the runs of a phase diagram when the reader moves what counts as memorized, grokked or
 * lost. Verdicts follow from profiles of a few numbers a run; the drawing has outlines and letters of the runs first, in
 * their order.
 */
import { letterOf, VERDICT_LOOKS, VERDICTS } from '../../figures/verdictLooks.ts';
import { changesAround, DEFAULT_THRESHOLDS, type Thresholds, type Verdict } from '../../lab/statistics/verdict.ts';
import { verdictFrom, type VerdictProfile } from '../../lab/statistics/verdictProfile.ts';

class PhaseThresholds extends HTMLElement {
  #profiles: readonly VerdictProfile[] = [];
  #sliders: readonly HTMLInputElement[] = [];
  #button: HTMLButtonElement | null = null;

  connectedCallback(): void {
    const json = this.querySelector('script[type="application/json"]');
    if (!json) return;
    this.#profiles = JSON.parse(json.textContent) as VerdictProfile[];
    this.#sliders = [...this.querySelectorAll('input')];
    this.#button = this.querySelector('button');
    for (const slider of this.#sliders) slider.addEventListener('input', () => this.#show());
    this.#button?.addEventListener('click', () => this.#reset());
    // A browser may bring back where sliders stood when the page was left.
    this.#show();
  }

  #reset(): void {
    for (const slider of this.#sliders) slider.value = slider.defaultValue;
    this.#show();
    this.#sliders[0]?.focus();
  }

  get #thresholds(): Thresholds {
    const levels = this.#sliders.map(({ name, value }) => [name, Number(value) / 100]);
    return { ...DEFAULT_THRESHOLDS, ...(Object.fromEntries(levels) as Partial<Thresholds>) };
  }

  #show(): void {
    const thresholds = this.#thresholds;
    const verdicts = this.#profiles.map((profile) => verdictFrom(profile, thresholds));
    const isUnsure = this.#profiles.map(
      (profile) => changesAround((moved) => verdictFrom(profile, moved), thresholds).length > 0,
    );
    for (const svg of this.closest('figure')?.querySelectorAll('.drawing svg') ?? [])
      recolour(svg, verdicts, (i) => isUnsure[i] ?? false);
    for (const slider of this.#sliders) {
      const said = `${slider.value}\u202f%`;
      slider.setAttribute('aria-valuetext', said);
      const value = slider.parentElement?.querySelector('b');
      if (value) value.textContent = said;
    }
    const output = this.querySelector('output');
    const counts = VERDICTS.map((name) => `${verdicts.filter((verdict) => verdict === name).length} ${name}`);
    if (output) output.textContent = `${counts.join(' · ')} · ${isUnsure.filter(Boolean).length} in doubt`;
    if (this.#button) this.#button.hidden = this.#sliders.every(({ value, defaultValue }) => value === defaultValue);
  }
}

function recolour(svg: Element, verdicts: readonly Verdict[], isUnsure: (i: number) => boolean): void {
  const [outlines, letters] = [svg.querySelectorAll('path'), svg.querySelectorAll('text')];
  verdicts.forEach((verdict, i) => {
    outlines[i]?.setAttribute('class', `f-${VERDICT_LOOKS[verdict].colour}`);
    const letter = letters[i];
    if (letter) letter.textContent = letterOf(verdict, isUnsure(i));
  });
}

customElements.define('phase-thresholds', PhaseThresholds);
