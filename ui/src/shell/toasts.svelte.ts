/** Short notes at the edge of the page, with a way back where there is one. */
import type { Problem } from '$api/shapes';

export interface Toast {
  id: number;
  text: string;
  tone: 'calm' | 'danger';
  undo?: () => void | Promise<void>;
}

const STAYS_MS = 7000;

class Toasts {
  list = $state<Toast[]>([]);
  private last = 0;

  show(text: string, options: { tone?: Toast['tone']; undo?: Toast['undo'] } = {}): void {
    this.last += 1;
    const id = this.last;
    this.list = [
      ...this.list.slice(-1),
      { id, text, tone: options.tone ?? 'calm', undo: options.undo },
    ];
    setTimeout(() => this.close(id), options.tone === 'danger' ? STAYS_MS * 2 : STAYS_MS);
  }

  problem(problem: Problem): void {
    if (problem.code === 'aborted') return;
    this.show(problem.detail || problem.title, { tone: 'danger' });
  }

  close(id: number): void {
    this.list = this.list.filter((one) => one.id !== id);
  }
}

export const toasts = new Toasts();
