/** Asks for what a person types: a moment after the last letter; only the last answer counts. */
const WAIT_MS = 150;

export class Finder<T> {
  words = $state('');
  found = $state.raw<T[]>([]);
  /** What was asked last has been answered. */
  answered = $state(false);
  private asked = 0;
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly find: (words: string) => Promise<T[]>) {}

  /** Asks after a moment, unless something else is typed before. */
  type = (text: string): void => {
    clearTimeout(this.waiting);
    this.answered = false;
    this.waiting = setTimeout(() => void this.ask(text), WAIT_MS);
  };

  /** Asks at once. */
  async ask(text: string): Promise<void> {
    clearTimeout(this.waiting);
    const own = (this.asked += 1);
    this.answered = false;
    const found = await this.find(text);
    if (own !== this.asked) return;
    this.found = found;
    this.answered = true;
  }

  /** Begins anew. */
  clear(): void {
    this.words = '';
    this.found = [];
  }
}
