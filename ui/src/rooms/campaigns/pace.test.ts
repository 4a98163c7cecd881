import { expect, it } from 'vitest';
import { finding, halfTime } from './pace';

const hour = (at: number, opened: number, clicked = 0) => ({
  at: new Date(Date.UTC(2026, 10, 22, at)).toISOString(),
  opened,
  clicked,
});

it('counts the hours from the first open until half are there', () => {
  expect(halfTime([hour(8, 0, 1), hour(9, 2), hour(10, 3), hour(15, 5)])).toBe(2);
  expect(halfTime([hour(9, 1), hour(14, 9)])).toBe(6);
  expect(halfTime([hour(9, 4)])).toBe(1);
});

it('has none while nobody opened it, whoever clicked', () => {
  expect(halfTime([])).toBeNull();
  expect(halfTime([hour(9, 0, 3)])).toBeNull();
  expect(finding([])).toBe('When they opened and clicked');
});
