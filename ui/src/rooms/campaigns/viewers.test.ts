import { expect, test } from 'vitest';
import type { CustomerRow } from '$api/shapes';
import { viewerQueries, viewersOf } from './viewers';

test('those whom it reaches are asked for first, others only by name', () => {
  const content = { segment: null, segment_text: 'orders >= 1 or vip', topic: 'marketing' };
  expect(viewerQueries(content, '')).toEqual([
    { q: '', segment: null, text: '(orders >= 1 or vip) and email_consent' },
    { q: '', segment: null, text: 'orders >= 1 or vip' },
  ]);
  const everybody = { segment: null, segment_text: null, topic: 'marketing' };
  expect(viewerQueries(everybody, ' mara ')).toEqual([
    { q: 'mara', segment: null, text: 'email_consent' },
    { q: 'mara', segment: null, text: null },
    { q: 'mara' },
  ]);
});

test('nobody is offered twice, and who is not reached is marked', () => {
  const row = (id: string, email: string | null = 'a@b.example') =>
    ({ id, name: id, email }) as CustomerRow;
  const answers = [[row('a'), row('b', null)], [row('a'), row('c')], [row('d')]];
  expect(viewersOf(answers, 3).map((one) => [one.id, one.gets])).toEqual([
    ['a', true],
    ['b', false],
    ['c', false],
  ]);
});
