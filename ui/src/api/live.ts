/**
 * What changes elsewhere, as server-sent events. One connection for the whole app, opened with the
 * first listener and closed with the last; the browser reconnects by itself.
 */
export type Topic = 'customer' | 'segment' | 'import' | 'call' | 'campaign' | 'home';
export type Change = { id?: string; count?: number };

const TOPICS: Topic[] = ['customer', 'segment', 'import', 'call', 'campaign', 'home'];
const listeners = new Map<Topic, Set<(change: Change) => void>>();
let source: EventSource | null = null;

function open(): void {
  if (source || typeof EventSource === 'undefined') return;
  source = new EventSource('/api/v1/live');
  for (const topic of TOPICS) {
    source.addEventListener(topic, (event) => {
      let change: Change = {};
      try {
        change = JSON.parse((event as MessageEvent<string>).data || '{}') as Change;
      } catch {
        return;
      }
      for (const listener of listeners.get(topic) ?? []) listener(change);
    });
  }
}

/** Calls `run` on every change of the topic until the returned function is called. */
export function listen(topic: Topic, run: (change: Change) => void): () => void {
  const set = listeners.get(topic) ?? new Set();
  set.add(run);
  listeners.set(topic, set);
  open();
  return () => {
    set.delete(run);
    if ([...listeners.values()].every((one) => one.size === 0)) {
      source?.close();
      source = null;
    }
  };
}
