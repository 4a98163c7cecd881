/** A list that grows page by page, by cursor. Made anew whenever its first page is loaded anew. */
import { get, type Answer } from './client';
import type { Page, Problem } from './shapes';

export class Pages<T> {
  items = $state.raw<T[]>([]);
  next = $state<string | null>(null);
  status = $state<'ready' | 'busy'>('ready');
  problem = $state.raw<Problem | null>(null);
  readonly total: number | null;

  constructor(
    private readonly path: string,
    private readonly query: Record<string, string | number | null | undefined>,
    first: Answer<Page<T>>,
  ) {
    this.total = first.ok ? (first.value.total ?? null) : null;
    if (first.ok) {
      this.items = first.value.items;
      this.next = first.value.next ?? null;
    } else {
      this.problem = first.problem;
    }
  }

  /** Puts what is new on a first page read again before what is shown; the rest stays. */
  lead(first: Answer<Page<T>>, id: (item: T) => string): void {
    if (!first.ok) return;
    const known = new Set(this.items.map(id));
    const fresh = first.value.items.filter((item) => !known.has(id(item)));
    if (fresh.length === first.value.items.length) {
      // Nothing in common: more came than one page holds, so the list begins anew.
      this.items = fresh;
      this.next = first.value.next ?? null;
    } else if (fresh.length) {
      this.items = [...fresh, ...this.items];
    }
  }

  /** Fetches the next page and appends it. */
  async more(): Promise<void> {
    if (!this.next || this.status === 'busy') return;
    this.status = 'busy';
    const answer = await get<Page<T>>(this.path, { query: { ...this.query, cursor: this.next } });
    this.status = 'ready';
    if (answer.ok) {
      this.items = [...this.items, ...answer.value.items];
      this.next = answer.value.next ?? null;
      this.problem = null;
    } else {
      this.problem = answer.problem;
    }
  }
}
