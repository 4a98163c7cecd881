import { expect, test } from 'vitest';
import { nextSort } from './sort';

test.each([
  ['-last', 'name', 'up', 'name'],
  ['name', 'name', 'up', '-name'],
  ['-name', 'name', 'up', 'name'],
  ['name', 'orders', undefined, '-orders'],
  ['-orders', 'orders', undefined, 'orders'],
  ['orders', 'orders', undefined, '-orders'],
] as const)('sorted by %s, a press on %s (%s first) sorts by %s', (now, name, first, then) => {
  expect(nextSort(now, name, first)).toBe(then);
});
