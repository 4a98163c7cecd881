import { expect, it } from 'vitest';
import { finding } from './trend';

const at = (day: number, count: number) => ({
  at: new Date(Date.UTC(2026, 10, day, 12)).toISOString(),
  count,
});

it('says how a segment moved from the first point to the last', () => {
  expect(finding([at(1, 1310), at(9, 900), at(15, 1342)])).toBe(
    'Grew from 1,310 to 1,342 people in 2 weeks',
  );
  expect(finding([at(1, 40), at(2, 31)])).toBe('Fell from 40 to 31 people in a day');
  expect(finding([at(1, 40), at(9, 55), at(15, 40)])).toBe('40 people, as many as 2 weeks ago');
});

it('says nothing of a single point', () => {
  expect(finding([at(1, 40)])).toBe('');
  expect(finding([])).toBe('');
});
