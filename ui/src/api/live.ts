/**
 * What changes elsewhere, as server-sent events. A browser opens only six connections to a host
 * over HTTP/1.1, so all tabs share one stream: the tab that holds the lock reads it and passes on
 * what it says; when that tab closes, the next one takes over. Where the page may not ask for
 * locks (plain http to another machine), each tab reads a stream of its own while it is seen.
 */
export type Topic = 'customer' | 'segment' | 'import' | 'call' | 'campaign' | 'home';
export type Change = { id?: string; count?: number };

type Told = { topic: Topic; change: Change };

const PATH = '/api/v1/live';
const NAME = 'regulars-live';
/** How long a tab waits after the server has refused it the stream. */
const REST_MS = 10_000;
const TOPICS: Topic[] = ['customer', 'segment', 'import', 'call', 'campaign', 'home'];
const listeners = new Map<Topic, Set<(change: Change) => void>>();
/** Ends this tab's part in it; null while nobody listens. */
let following: AbortController | null = null;

function hear({ topic, change }: Told): void {
  for (const listener of listeners.get(topic) ?? []) listener(change);
}

/** Anything may have changed while nobody read the stream. */
function hearAll(tell: (told: Told) => void): void {
  for (const topic of TOPICS) tell({ topic, change: {} });
}

/** Reads the stream until `signal` or the server ends it; `late` says that some was missed. */
function read(signal: AbortSignal, late: boolean, tell: (told: Told) => void): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const source = new EventSource(PATH);
    let missed = late;
    const end = () => {
      source.close();
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
    source.onopen = () => {
      if (missed) hearAll(tell);
      missed = true;
    };
    // The browser reconnects by itself unless the server said no.
    source.onerror = () => source.readyState === EventSource.CLOSED && end();
    for (const topic of TOPICS) {
      source.addEventListener(topic, (event) => {
        try {
          const change = JSON.parse((event as MessageEvent<string>).data || '{}') as Change;
          tell({ topic, change });
        } catch {
          // A word that is no change is not for us.
        }
      });
    }
  });
}

function rest(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const waiting = setTimeout(resolve, REST_MS);
    signal.addEventListener('abort', () => (clearTimeout(waiting), resolve()), { once: true });
  });
}

/** Hears what the reading tab passes on, and becomes the reading tab when its turn comes. */
async function share(signal: AbortSignal): Promise<void> {
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = (event: MessageEvent<Told>) => hear(event.data);
  signal.addEventListener('abort', () => channel.close(), { once: true });
  const tell = (told: Told) => {
    channel.postMessage(told);
    hear(told);
  };
  let late = (await navigator.locks.query()).held?.some((one) => one.name === NAME) ?? false;
  while (!signal.aborted) {
    try {
      await navigator.locks.request(NAME, { signal }, () => read(signal, late, tell));
    } catch {
      return;
    }
    late = true;
    if (!signal.aborted) await rest(signal);
  }
}

/** Reads a stream of one's own, but only while the tab is seen. */
function alone(signal: AbortSignal): void {
  let reading: AbortController | null = null;
  let late = false;
  const look = () => {
    if (document.hidden) {
      reading?.abort();
      reading = null;
    } else if (!reading) {
      reading = new AbortController();
      void read(reading.signal, late, hear);
      late = true;
    }
  };
  look();
  document.addEventListener('visibilitychange', look, { signal });
  signal.addEventListener('abort', () => reading?.abort(), { once: true });
}

function open(): void {
  if (following || typeof EventSource === 'undefined') return;
  following = new AbortController();
  if ('locks' in navigator) void share(following.signal);
  else alone(following.signal);
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
      following?.abort();
      following = null;
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
