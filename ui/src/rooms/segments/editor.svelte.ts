/** What the segment builder knows: the tree, its text, and the count of the moment. */
import { post } from '$api/client';
import type { Preview, Problem, Tree } from '$api/shapes';
import { asGroup, indexOfByte, tidy } from './tree';

const WAIT_MS = 140;
const SAMPLE = 8;

export interface Slip {
  /** Index into the text; null where the server gave none. */
  at: number | null;
  advice: string;
}

export class SegmentEditor {
  /** The tree as the lines show it; always a group. */
  tree = $state.raw<Tree & { op: 'and' | 'or' }>(asGroup(null));
  text = $state('');
  /** lines: the sentence with its controls; text: the language. */
  face = $state<'lines' | 'text'>('lines');
  found = $state.raw<Preview | null>(null);
  /** The count before the last change, to say what the change did. */
  before = $state<number | null>(null);
  slips = $state.raw<Slip[]>([]);
  problem = $state.raw<Problem | null>(null);
  status = $state<'ready' | 'counting'>('ready');

  private waiting: ReturnType<typeof setTimeout> | undefined;
  private asked: AbortController | undefined;

  constructor(start: { tree?: Tree | null; text?: string | null }) {
    this.tree = asGroup(start.tree ?? null);
    this.text = start.text ?? '';
    if (start.tree) this.ask({ tree: start.tree }, 0);
    else if (start.text) this.ask({ text: start.text }, 0);
  }

  get empty(): boolean {
    return this.face === 'text' ? !this.text.trim() : tidy(this.tree) === null;
  }

  /** The lines changed. */
  setTree(next: Tree | null): void {
    this.tree = asGroup(next);
    const sent = tidy(this.tree);
    if (sent) this.ask({ tree: sent });
    else this.clear();
  }

  /** The text changed. */
  setText(next: string): void {
    this.text = next;
    if (next.trim()) this.ask({ text: next });
    else {
      this.tree = asGroup(null);
      this.clear();
    }
  }

  /** What is sent to keep the segment. */
  body(): { text: string } | { tree: Tree } {
    const tree = tidy(this.tree);
    return this.face === 'text' || !tree ? { text: this.text } : { tree };
  }

  stop(): void {
    clearTimeout(this.waiting);
    this.asked?.abort();
  }

  private clear(): void {
    this.stop();
    this.found = null;
    this.before = null;
    this.slips = [];
    this.problem = null;
    this.text = '';
    this.status = 'ready';
  }

  private ask(what: { text: string } | { tree: Tree }, wait = WAIT_MS): void {
    this.stop();
    this.waiting = setTimeout(() => void this.fetch(what), wait);
  }

  private async fetch(what: { text: string } | { tree: Tree }): Promise<void> {
    this.asked = new AbortController();
    this.status = 'counting';
    const answer = await post<Preview>(
      '/segments/preview',
      { ...what, limit: SAMPLE },
      { signal: this.asked.signal },
    );
    if (!answer.ok && answer.problem.code === 'aborted') return;
    this.status = 'ready';
    if (!answer.ok) {
      this.problem = answer.problem;
      this.slips = (answer.problem.errors ?? []).map((error) => {
        const byte = /^\/text\/(\d+)$/.exec(error.pointer);
        return {
          at: byte && 'text' in what ? indexOfByte(what.text, Number(byte[1])) : null,
          advice: error.detail,
        };
      });
      return;
    }
    this.problem = null;
    this.slips = [];
    this.before = this.found?.count ?? null;
    this.found = answer.value;
    // The face that is being written in stays as it was written; the other one follows.
    if ('text' in what) this.tree = asGroup(answer.value.tree);
    else this.text = answer.value.text;
  }
}
