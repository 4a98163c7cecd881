/** The story of a customer as days, and the rhythm of her orders. Pure. */
import type { Order, TimelineItem } from '$api/types';
import { dayKey } from '$shell/format';

export interface Day {
  key: string;
  at: string;
  items: TimelineItem[];
}

/** Groups a timeline, newest first, by the shop's days. */
export function days(items: TimelineItem[]): Day[] {
  const out: Day[] = [];
  for (const item of items) {
    const key = dayKey(item.at);
    const last = out.at(-1);
    if (last?.key === key) last.items.push(item);
    else out.push({ key, at: item.at, items: [item] });
  }
  return out;
}

export interface Beat {
  id: string;
  /** Place on the line, from 0 (its start) to 1. */
  x: number;
  /** From 0 to 1 by worth, against her largest order. */
  size: number;
  order: Order;
}

export interface Rhythm {
  beats: Beat[];
  today: number;
  /** Where the next order is expected; null when there is no usual gap. */
  next: number | null;
  from: Date;
  to: Date;
}

const DAY_MS = 86_400_000;
const SPAN_MAX_DAYS = 730;

/** Orders on a line that ends a little after today, or at the next expected order. */
export function rhythm(
  orders: Order[],
  gapDays: number | null | undefined,
  now: number,
): Rhythm | null {
  if (orders.length === 0) return null;
  const times = orders.map((order) => new Date(order.placed_at).getTime());
  const newest = Math.max(...times);
  const from = Math.max(Math.min(...times), now - SPAN_MAX_DAYS * DAY_MS) - 10 * DAY_MS;
  const due = gapDays ? newest + gapDays * DAY_MS : null;
  const to = Math.max(now, due ?? now, newest) + 10 * DAY_MS;
  const place = (time: number) => (time - from) / (to - from);
  const largest = Math.max(...orders.map((order) => order.total.amount), 1);
  return {
    beats: orders
      .map((order, index) => ({
        id: order.id,
        x: place(times[index] ?? now),
        size: Math.max(0, order.total.amount / largest),
        order,
      }))
      .filter((beat) => beat.x >= 0),
    today: place(now),
    next: due === null ? null : place(due),
    from: new Date(from),
    to: new Date(to),
  };
}
