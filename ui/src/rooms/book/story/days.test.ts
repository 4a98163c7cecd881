import { expect, it } from 'vitest';
import type { Order, TimelineItem } from '$api/shapes';
import { days, rhythm } from './days';

const item = (at: string) =>
  ({ id: at, at, kind: 'x', group: 'other', title: '', source: '' }) as TimelineItem;
const order = (placed_at: string, amount: number) =>
  ({ id: placed_at, placed_at, total: { amount, currency: 'EUR' } }) as Order;
const NOW = Date.parse('2026-11-22T12:00:00Z');

it('groups by day and keeps the order', () => {
  const found = days([
    item('2026-11-22T09:00:00Z'),
    item('2026-11-22T07:00:00Z'),
    item('2026-11-20T07:00:00Z'),
  ]);
  expect(found.map((day) => day.entries.length)).toEqual([2, 1]);
});

it('places the next order one usual gap after the last', () => {
  const found = rhythm(
    [order('2026-11-20T12:00:00Z', 100), order('2026-10-01T12:00:00Z', 50)],
    40,
    NOW,
  );
  expect(found?.next).toBeGreaterThan(found?.today ?? 1);
  expect(found?.beats.map((beat) => beat.size)).toEqual([1, 0.5]);
  expect(found?.beats.every((beat) => beat.x > 0 && beat.x < 1)).toBe(true);
});

it('has no rhythm without orders, and no next without a gap', () => {
  expect(rhythm([], 40, NOW)).toBeNull();
  expect(rhythm([order('2026-11-20T12:00:00Z', 0)], null, NOW)?.next).toBeNull();
});

it('leaves orders older than two years off the line', () => {
  const found = rhythm(
    [order('2026-11-20T12:00:00Z', 9), order('2019-01-01T00:00:00Z', 9)],
    30,
    NOW,
  );
  expect(found?.beats).toHaveLength(1);
});

const seen = (at: string, kind: string, product: string) =>
  ({
    id: at,
    at,
    kind,
    group: 'browsing',
    title: '',
    source: 'web',
    products: [{ id: product, name: product }],
  }) as TimelineItem;

it('tells a run of browsing as one visit, each product once', () => {
  const entries = days([
    seen('2026-11-22T10:09:00Z', 'product_added', 'mug'),
    seen('2026-11-22T10:05:00Z', 'product_viewed', 'mug'),
    seen('2026-11-22T10:00:00Z', 'product_viewed', 'bowl'),
    seen('2026-11-22T07:00:00Z', 'product_viewed', 'bowl'),
  ])[0]?.entries;
  expect(entries?.map((entry) => entry.kind)).toEqual(['visit', 'visit']);
  const first = entries?.[0];
  expect(first?.kind === 'visit' && first.products.map((one) => [one.id, one.added])).toEqual([
    ['mug', true],
    ['bowl', false],
  ]);
});

it('shows the whole of an order once, at its oldest entry', () => {
  const step = (at: string) =>
    ({ ...item(at), group: 'orders', order: { id: 'o' } }) as TimelineItem;
  const entries = days([step('2026-11-22T10:00:00Z'), step('2026-11-20T10:00:00Z')]).flatMap(
    (day) => day.entries,
  );
  expect(entries.map((entry) => entry.kind === 'single' && entry.receipt)).toEqual([false, true]);
});
