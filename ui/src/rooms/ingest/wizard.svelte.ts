/** An import on its way from a file into the book: what a person answers, and the server's work. */
import { newKey, patch, post } from '$api/client';
import type { Import, Problem } from '$api/shapes';

const LOOK_MS = 400;
const LOOKS_MAX = 12;

interface Subject {
  /** Its address in the API. */
  path: string;
  one: Import | null;
  /** Reads it again. */
  again: () => Promise<void>;
  /** Leaves the columns, should the page have gone back to them. */
  leaveColumns: () => Promise<void>;
}

export class ImportWizard {
  status = $state<'ready' | 'busy'>('ready');
  problem = $state.raw<Problem | null>(null);
  /** What was answered to the date question. */
  order = $state('');
  /** The date question; the server forgets it once it is answered. */
  private asked = $state.raw<{ column: string; options: string[] } | null>(null);

  constructor(private readonly subject: () => Subject) {}

  get question() {
    return this.subject().one?.question ?? this.asked;
  }

  /** What is wrong, in a sentence; empty when nothing is. */
  get note(): string {
    const { problem } = this;
    return problem ? problem.errors?.[0]?.detail || problem.detail || problem.title : '';
  }

  change = async (body: Record<string, unknown>): Promise<void> => {
    this.problem = null;
    const answer = await patch<Import>(this.subject().path, body);
    if (!answer.ok) this.problem = answer.problem;
    await this.subject().again();
  };

  answerDates = async (option: string): Promise<void> => {
    this.asked = this.subject().one?.question ?? this.asked;
    this.order = option;
    await this.change({ date_order: option });
  };

  /** Another kind of rows has other columns, and other questions. */
  read = async (body: { kind?: string; source?: string; namespace?: string }): Promise<void> => {
    if (body.kind) {
      this.asked = null;
      this.order = '';
    }
    await this.change(body);
  };

  /** Begins a work of the server and looks until it has begun, or was done in no time. */
  start = async (work: 'dry-run' | 'run' | 'undo'): Promise<void> => {
    const { path, one: first } = this.subject();
    this.status = 'busy';
    this.problem = null;
    const answer = await post<Import>(`${path}/${work}`, undefined, { idempotencyKey: newKey() });
    if (answer.ok) {
      await this.subject().leaveColumns();
      for (let look = 0; look < LOOKS_MAX; look += 1) {
        await this.subject().again();
        const { one } = this.subject();
        if (one?.state !== first?.state || (look > 1 && one?.error)) break;
        await new Promise((done) => setTimeout(done, LOOK_MS));
      }
    } else {
      this.problem = answer.problem;
    }
    this.status = 'ready';
  };
}
