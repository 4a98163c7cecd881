import { expect, test } from 'vitest';
import type { Condition } from '$api/shapes';
import { offered } from './offer';

const names = (list: string[]) =>
  offered(
    list.map((name) => ({
      name,
      kind: 'measure' as const,
      label: name,
      sentence: '',
      doc: '',
      example: '',
      type: 'number' as const,
      values: [],
      properties: [],
    })) satisfies Condition[],
  ).map((one) => one.name);

test('what is asked most stands first, sums over properties last', () => {
  const given = ['min', 'days_since_email_sent', 'waitlist_joined', 'email_opened', 'orders'];
  expect(names(given)).toEqual([
    'orders',
    'email_opened',
    'waitlist_joined',
    'days_since_email_sent',
    'min',
  ]);
});

test('what the house writes down about itself is not offered', () => {
  const own = ['segment_entered', 'segment_left', 'days_since_segment_entered'];
  expect(names([...own, 'orders'])).toEqual(['orders']);
});
