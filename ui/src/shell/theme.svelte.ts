/** Light, dark, or as the system says. Kept in this browser. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'regulars.theme';

function read(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system';
  }
}

class ThemeChoice {
  choice = $state<Theme>(read());
  /** Counts changes, so that a chart can draw itself again. */
  turn = $state(0);

  set(next: Theme): void {
    this.choice = next;
    if (next === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      if (next === 'system') localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, next);
    } catch {
      // Private windows may refuse; the choice then lasts as long as the page.
    }
    this.turn += 1;
  }
}

export const theme = new ThemeChoice();
