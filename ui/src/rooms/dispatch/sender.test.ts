import { expect, it } from 'vitest';
import type { Sender } from '$api/types';
import { bodyOf, draftOf, recordName } from './sender';

const sender: Sender = {
  from_name: 'Kettle & Trail',
  from_email: 'hello@kettle.example',
  reply_to: null,
  postal_address: 'Hauptstr. 1',
  smtp: { host: 'mx', port: 587, tls: 'starttls', user: 'u', password_set: true, connections: 4 },
  dkim: { selector: 'r1', record_name: 'r1._domainkey.x', record_value: 'v=DKIM1', active: false },
  checks: [],
};

it('keeps the password unless one is typed or the user goes', () => {
  const draft = draftOf(sender);
  expect(bodyOf(draft).smtp).not.toHaveProperty('password');
  expect(bodyOf({ ...draft, password: 'x' }).smtp).toHaveProperty('password', 'x');
  expect(bodyOf({ ...draft, user: ' ' }).smtp).toHaveProperty('password', '');
});

it('knows where each record belongs', () => {
  expect(recordName('spf', sender)).toBe('kettle.example');
  expect(recordName('dmarc', sender)).toBe('_dmarc.kettle.example');
  expect(recordName('dkim', sender)).toBe('r1._domainkey.x');
  expect(recordName('smtp', sender)).toBe('');
});
