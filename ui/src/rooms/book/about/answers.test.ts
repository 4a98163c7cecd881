import { expect, test } from 'vitest';
import type { Customer } from '$api/shapes';
import { consentRows } from './answers';

type View = Customer['consents'][number];

const word = (channel: string, point: string, state: string): View => ({
  channel,
  point,
  state,
  topic: 'marketing',
  at: '2026-01-01T00:00:00Z',
  evidence: 'On the phone',
  source: 'staff',
});

const offers = (customer: Parameters<typeof consentRows>[0]) =>
  consentRows(customer).map((row) => [row.channel, row.point, row.offers]);

test('a yes can become a no, and anything else a yes', () => {
  const consents = [word('email', 'a@b.example', 'granted'), word('sms', '+491', 'never')];
  expect(offers({ email: 'a@b.example', phone: '+491', consents })).toEqual([
    ['email', 'a@b.example', 'withdrawn'],
    ['sms', '+491', 'granted'],
  ]);
});

test('where nobody asked, a yes can be recorded', () => {
  expect(offers({ email: 'a@b.example', phone: null, consents: [] })).toEqual([
    ['email', 'a@b.example', 'granted'],
  ]);
});

test('a word about an older address stands as it is', () => {
  const consents = [word('email', 'old@b.example', 'granted')];
  expect(offers({ email: 'new@b.example', phone: null, consents })).toEqual([
    ['email', 'old@b.example', null],
    ['email', 'new@b.example', 'granted'],
  ]);
});
