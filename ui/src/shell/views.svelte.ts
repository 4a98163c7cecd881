/**
 * Views of a list that somebody gave a name. They are kept in this browser: the server has no place
 * for what one member of the staff prefers yet, and the page says so where a view is named.
 */
import { newKey } from '$api/client';

export interface View {
  id: string;
  name: string;
  /** What the list shows, as the query of its address. */
  query: string;
}

export const NAME_MAX = 40;
export const VIEWS_MAX = 20;

function isView(one: unknown): one is View {
  const { id, name, query } = (one ?? {}) as Partial<View>;
  return typeof id === 'string' && typeof name === 'string' && typeof query === 'string';
}

export class SavedViews {
  list = $state.raw<View[]>([]);
  private readonly key: string;

  /** `place` is the list that the views belong to, such as `customers`. */
  constructor(place: string) {
    this.key = `regulars.views.${place}`;
    this.read();
  }

  get full(): boolean {
    return this.list.length >= VIEWS_MAX;
  }

  keep(name: string, query: string): View {
    const view = { id: newKey(), name: name.trim().slice(0, NAME_MAX), query };
    this.write([...this.list, view]);
    return view;
  }

  change(id: string, part: Partial<Pick<View, 'name' | 'query'>>): void {
    const name = part.name?.trim().slice(0, NAME_MAX);
    const next = name ? { ...part, name } : part;
    this.write(this.list.map((one) => (one.id === id ? { ...one, ...next } : one)));
  }

  /** Answers how to take it back. */
  remove(id: string): () => void {
    const before = this.list;
    const at = before.findIndex((one) => one.id === id);
    const [gone] = before.slice(at, at + 1);
    this.write(before.filter((one) => one.id !== id));
    return () => {
      if (gone && !this.list.some((one) => one.id === id)) {
        this.write([...this.list.slice(0, at), gone, ...this.list.slice(at)]);
      }
    };
  }

  /** Follows what other tabs keep; answers how to stop. */
  follow(): () => void {
    const heard = (event: StorageEvent) => event.key === this.key && this.read();
    window.addEventListener('storage', heard);
    return () => window.removeEventListener('storage', heard);
  }

  private read(): void {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.key) ?? '[]');
      this.list = Array.isArray(kept) ? kept.filter(isView).slice(0, VIEWS_MAX) : [];
    } catch {
      this.list = [];
    }
  }

  private write(next: View[]): void {
    this.list = next;
    try {
      localStorage.setItem(this.key, JSON.stringify(next));
    } catch {
      // Private windows may refuse; the views then last as long as the page.
    }
  }
}
