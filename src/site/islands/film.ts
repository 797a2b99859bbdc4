/** `<film-player>`: a poster that plays when asked and stops by itself, on Escape, or when it leaves the screen. */

class FilmPlayer extends HTMLElement {
  #button!: HTMLButtonElement;
  #film: HTMLPictureElement | null = null;
  #timer = 0;
  #plays = 0;

  connectedCallback(): void {
    const button = this.querySelector('button');
    if (!button) return;
    this.#button = button;
    button.hidden = false;
    button.addEventListener('click', () => (this.#film ? this.#stop() : this.#play()));
    this.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.#stop();
    });
    new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) this.#stop();
    }).observe(this);
    document.addEventListener('visibilitychange', () => document.hidden && this.#stop());
  }

  #play(): void {
    const { webp = '', gif = '', playMs = '0' } = this.dataset;
    const picture = document.createElement('picture');
    const source = document.createElement('source');
    const image = document.createElement('img');
    // A new fragment each time: browsers then start at the first frame.
    const fragment = `#${++this.#plays}`;
    source.type = 'image/webp';
    source.srcset = webp + fragment;
    image.src = gif + fragment;
    image.alt = '';
    picture.append(source, image);
    this.querySelector('.screen')?.append(picture);
    this.#film = picture;
    this.#timer = window.setTimeout(() => this.#stop(), Number(playMs) + 300);
    this.#label();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#film?.remove();
    this.#film = null;
    this.#label();
  }

  #label(): void {
    this.#button.textContent = this.#film ? 'Stop' : 'Play';
    this.#button.setAttribute('aria-pressed', String(this.#film !== null));
    this.toggleAttribute('playing', this.#film !== null);
  }
}

customElements.define('film-player', FilmPlayer);
