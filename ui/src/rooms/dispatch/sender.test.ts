import { expect, test } from 'vitest';
import type { Sender, SenderDraft } from '$api/shapes';
import { differs, lookOf } from './sender';

const smtp = { host: 'h', port: 587, tls: 'starttls', user: null, connections: 5 };
const said = { from_name: 'A', from_email: 'a@b.example', reply_to: null, postal_address: '' };
const sender = { ...said, smtp: { ...smtp, password_set: true }, checks: [] } as unknown as Sender;
const draft = (change: object, own: object = {}) =>
  ({ ...said, ...own, smtp: { ...smtp, ...change } }) as unknown as SenderDraft;

test('what is saved already is nothing to save', () => {
  expect(differs(sender, draft({ user: null }))).toBe(false);
  expect(differs(sender, draft({}, { from_name: 'B' }))).toBe(true);
  expect(differs(sender, draft({ port: 25 }))).toBe(true);
  expect(differs(sender, draft({ password: 'new' }))).toBe(true);
});

test('a server that works without encryption is not fine', () => {
  const check = (name: string, state: string) => ({ name, state, advice: '' });
  expect(lookOf(check('smtp', 'good'), 'none')).toBe('open');
  expect(lookOf(check('smtp', 'good'), 'required')).toBe('good');
  expect(lookOf(check('smtp', 'bad'), 'none')).toBe('bad');
  expect(lookOf(check('spf', 'good'), 'none')).toBe('good');
});
