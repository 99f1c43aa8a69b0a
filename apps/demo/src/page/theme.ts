export type { Theme } from '@cohort-rl/viz-components/elements';
import type { Theme } from '@cohort-rl/viz-components/elements';

export const themes: readonly Theme[] = ['auto', 'light', 'dark'];

const place = 'cohort-demo-theme';

/** What was chosen last time; `auto` where nothing was, or nothing can be kept. */
export function rememberedTheme(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem(place)) ?? 'auto';
  } catch {
    return 'auto';
  }
}

/** Shows the page in a theme, and keeps the choice where that is possible. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem(place, theme);
  } catch {
    // a page without storage forgets it
  }
}
