/** Small comforts of every page: theme choice, copy buttons, cards that stay in the window and that Escape closes. */

const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const isTheme = (value: string | undefined): value is Theme => THEMES.some((theme) => theme === value);

function offerThemes(button: HTMLButtonElement): void {
  const root = document.documentElement;
  const current = (): Theme => (isTheme(root.dataset['theme']) ? root.dataset['theme'] : 'auto');
  const label = (): void => {
    button.textContent = `Theme: ${current()}`;
  };
  button.addEventListener('click', () => {
    const next = THEMES[(THEMES.indexOf(current()) + 1) % THEMES.length] ?? 'auto';
    if (next === 'auto') delete root.dataset['theme'];
    else root.dataset['theme'] = next;
    try {
      if (next === 'auto') localStorage.removeItem('theme');
      else localStorage.setItem('theme', next);
    } catch {
      // Private windows may refuse storage: the choice then lasts for this page.
    }
    label();
  });
  label();
  button.hidden = false;
}

function offerCopy(button: HTMLButtonElement): void {
  const source = button.parentElement?.querySelector('pre');
  const label = button.textContent;
  button.hidden = !source || !('clipboard' in navigator);
  button.addEventListener('click', () => {
    void navigator.clipboard.writeText(source?.textContent ?? '').then(() => {
      button.textContent = 'Copied';
      setTimeout(() => (button.textContent = label), 1500);
    });
  });
}

function letEscapeClose(owner: HTMLElement): void {
  const reopen = (): void => owner.classList.remove('closed');
  owner.addEventListener('pointerleave', reopen);
  owner.addEventListener('focusout', reopen);
}

const MARGIN = 8;

/** A card is set in the middle over its word; near the window's edge it is moved in. */
function keepInWindow(owner: HTMLElement): void {
  const card = owner.querySelector<HTMLElement>('.card');
  const place = (): void => {
    card?.style.setProperty('--shift', '0px');
    const { left = MARGIN, right = 0 } = card?.getBoundingClientRect() ?? {};
    const shift = Math.max(MARGIN - left, Math.min(0, document.documentElement.clientWidth - MARGIN - right));
    card?.style.setProperty('--shift', `${shift}px`);
  };
  owner.addEventListener('pointerenter', place);
  owner.addEventListener('focusin', place);
}

const themeButton = document.querySelector<HTMLButtonElement>('#theme');
if (themeButton) offerThemes(themeButton);
document.querySelectorAll<HTMLButtonElement>('button.copy').forEach(offerCopy);
const cardOwners = document.querySelectorAll<HTMLElement>('.cite, .term');
cardOwners.forEach(letEscapeClose);
cardOwners.forEach(keepInWindow);
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') cardOwners.forEach((owner) => owner.classList.add('closed'));
});
