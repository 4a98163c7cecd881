/**
 * The one way to the server. Every call answers a value: what was asked for, or the problem as the
 * server worded it. Nothing here throws for an answer of the server, and nothing retries by itself.
 */
import type { Problem } from './shapes';

export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export type Fetch = typeof globalThis.fetch;

type Query = Record<string, string | number | boolean | null | undefined>;

export interface CallOptions {
  /** Kit's own fetch inside `load`, so that navigation can follow it. */
  fetch?: Fetch;
  signal?: AbortSignal;
  query?: Query;
  /** Sent as JSON, or as it is when it is a form with a file. */
  body?: unknown;
  /** A repeated write with the same key happens once. */
  idempotencyKey?: string;
}

const PREFIX = '/api/v1';

/** The address of a path with the given parts of a query; empty ones are left out. */
export function address(path: string, query?: Query): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') parts.set(name, String(value));
  }
  const text = parts.toString();
  return PREFIX + path + (text ? `?${text}` : '');
}

/** A problem in the words of the app, for when the server gave none. */
export function problemOf(
  status: number,
  code: Problem['code'],
  title: string,
  detail?: string,
): Problem {
  return { type: 'about:blank', title, status, detail, code };
}

async function readProblem(response: Response): Promise<Problem> {
  const fallback = problemOf(
    response.status,
    `http_${response.status}`,
    response.statusText || `The server answered ${response.status}`,
  );
  try {
    const body = (await response.json()) as Partial<Problem>;
    return { ...fallback, ...body, status: response.status };
  } catch {
    return fallback;
  }
}

let whenSignedOut: () => void = () => {};

/** The shell says what to do when the session has ended in the middle of the work. */
export function onSignedOut(run: () => void): void {
  whenSignedOut = run;
}

export async function call<T>(
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer<T>> {
  const headers: Record<string, string> = { accept: 'application/json' };
  let body: BodyInit | undefined;
  if (options.body instanceof FormData) {
    body = options.body;
  } else if (options.body !== undefined) {
    headers['content-type'] = 'application/json';
    body = JSON.stringify(options.body);
  }
  if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey;
  try {
    const response = await (options.fetch ?? fetch)(address(path, options.query), {
      method,
      headers,
      body,
      signal: options.signal,
      credentials: 'same-origin',
    });
    if (!response.ok) {
      if (response.status === 401 && path !== '/session') whenSignedOut();
      return { ok: false, problem: await readProblem(response) };
    }
    if (response.status === 204) return { ok: true, value: undefined as T };
    const text = await response.text();
    return { ok: true, value: (text ? JSON.parse(text) : undefined) as T };
  } catch (error) {
    // Also while the answer was being read.
    if (error instanceof DOMException && error.name === 'AbortError') {
      return { ok: false, problem: problemOf(0, 'aborted', 'Stopped') };
    }
    return {
      ok: false,
      problem: problemOf(
        0,
        'unreachable',
        'The server cannot be reached',
        'Nothing was lost on the server. Check that it is running, then try again.',
      ),
    };
  }
}

export const get = <T>(path: string, options?: CallOptions) => call<T>('GET', path, options);
export const post = <T>(path: string, body?: unknown, options?: CallOptions) =>
  call<T>('POST', path, { ...options, body });
export const put = <T>(path: string, body: unknown, options?: CallOptions) =>
  call<T>('PUT', path, { ...options, body });
export const patch = <T>(path: string, body: unknown, options?: CallOptions) =>
  call<T>('PATCH', path, { ...options, body });
export const del = <T = void>(path: string, options?: CallOptions) =>
  call<T>('DELETE', path, options);

/** A key for one intended write, so that pressing twice does it once. */
export const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) =>
    one.toString(16).padStart(2, '0'),
  ).join('');
