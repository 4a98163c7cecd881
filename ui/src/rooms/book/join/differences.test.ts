import { expect, test } from 'vitest';
import type { Field } from '$api/shapes';
import { differences } from './differences';

const field = (name: string, value: unknown, at = '2026-01-01'): Field => ({
  name,
  value,
  provenance: { source: 'shop', at },
  others: [],
});

test('where both have a word, the one that holds stands before the one that is kept', () => {
  const mine = [field('city', 'Berlin')];
  const hers = [field('city', 'Bonn', '2026-02-02')];
  expect(differences(mine, hers, hers)).toEqual([
    { name: 'city', holds: hers[0], behind: mine[0] },
  ]);
});

test('what is alike is left out, and what only one of them has comes last', () => {
  const mine = [field('first_name', 'Mara'), field('city', 'Berlin'), field('tags', ['vip'])];
  const hers = [field('first_name', 'Mara'), field('city', 'Bonn'), field('tags', [])];
  const found = differences(mine, hers, [mine[2], mine[1], mine[0]] as Field[]);
  expect(found.map((one) => [one.name, one.behind?.value])).toEqual([
    ['city', 'Bonn'],
    ['tags', undefined],
  ]);
});

test('an emptied field that will hold keeps the word of the other behind it', () => {
  const mine = [field('city', 'Berlin')];
  const empty = field('city', null, '2026-02-02');
  const joined = [{ ...empty, others: mine }];
  const [found] = differences(mine, [empty], joined);
  expect([found?.holds.value, found?.behind?.value]).toEqual([null, 'Berlin']);
});

test('since when they are customers is left out: the page goes by the earlier day', () => {
  const [first, second] = [field('created_at', '2025-05-11'), field('created_at', '2026-10-20')];
  expect(differences([first], [second], [second])).toEqual([]);
});
