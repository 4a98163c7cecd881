import { expect, test } from 'vitest';
import { get, type Fetch } from './client';

/** A server whose answer begins and then breaks off. */
const breaking = (error: Error, status = 200): Fetch => {
  const body = new ReadableStream({ pull: (stream) => stream.error(error) });
  return async () => new Response(body, { status });
};

test('an answer that is given up while it is read is no failure of the page', async () => {
  const fetch = breaking(new DOMException('signal is aborted without reason', 'AbortError'));
  const answer = await get('/customers', { fetch });
  expect(answer.ok ? null : answer.problem.code).toBe('aborted');
});

test('an answer that breaks off is a problem in words', async () => {
  for (const status of [200, 500]) {
    const answer = await get('/customers', { fetch: breaking(new TypeError('lost'), status) });
    expect(answer.ok ? null : answer.problem.title).toBeTruthy();
  }
});

test('an answer that is no JSON is a problem in words', async () => {
  const answer = await get('/customers', { fetch: async () => new Response('<html>') });
  expect(answer.ok ? null : answer.problem.code).toBe('unreachable');
});
