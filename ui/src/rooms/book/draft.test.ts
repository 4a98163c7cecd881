import { expect, test } from 'vitest';
import type { Problem } from '$api/shapes';
import { changeOf, changes, clashesOf, emptyDraft, without } from './draft';

test('only what differs is sent, and an emptied field is an empty text', () => {
  const before = { ...emptyDraft(), city: 'Berlin', country: 'DE', first_name: 'Mara' };
  expect(changes(before, { ...before, city: ' ', first_name: ' Mara ' })).toEqual({ city: '' });
  expect(changes(before, { ...before, country: 'at', tags: 'a; b, ' })).toEqual({
    country: 'AT',
    tags: ['a', 'b'],
  });
});

test.each([
  ['city', 'Berlin', { city: 'Berlin' }],
  ['city', null, { city: '' }],
  ['gender', 'f', { gender: 'f' }],
  ['attribute.shoe_size', 39, { attributes: { shoe_size: 39 } }],
  ['created_at', '2026-01-01', null],
])('%s is given the value %s', (field, value, change) => {
  expect(changeOf(field, value)).toEqual(change);
});

test('a clash names its field and whose it is; other mistakes are none', () => {
  const problem = {
    errors: [
      { pointer: '/email', detail: "it is Mara's", other: 'cus_1' },
      { pointer: '/phone', detail: 'not a number' },
    ],
  } as Problem;
  expect(clashesOf(problem)).toEqual([{ field: 'email', id: 'cus_1' }]);
  expect(clashesOf(null)).toEqual([]);
});

test("what is another customer's is left as it was, the rest as it was typed", () => {
  const before = { ...emptyDraft(), email: 'old@example.com', city: 'Ulm' };
  const typed = { ...before, email: 'hers@example.com', city: 'Bonn' };
  const left = without(typed, [{ field: 'email', id: 'cus_1' }], before);
  expect(changes(before, left)).toEqual({ city: 'Bonn' });
});
