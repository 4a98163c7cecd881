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

/**
 * Calls `run` some time after a change of one of the topics, and then at most once in `waitMs`,
 * however much changes. Gives what ends it.
 */
export function follow(
  topics: Topic[],
  waitMs: number,
  run: () => void,
  concerns: (change: Change) => boolean = () => true,
): () => void {
  let later: ReturnType<typeof setTimeout> | undefined;
  const stops = topics.map((topic) =>
    listen(topic, (change) => {
      if (!concerns(change)) return;
      later ??= setTimeout(() => {
        later = undefined;
        run();
      }, waitMs);
    }),
  );
  return () => {
    for (const stop of stops) stop();
    clearTimeout(later);
  };
}
