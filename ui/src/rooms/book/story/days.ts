/** The story of a customer as days, and the rhythm of her orders. Pure. */
import type { Order, TimelineItem } from '$api/shapes';
import { dayKey } from '$shell/format';

/** A visit: looking around without a long pause, told as one entry. */
export interface Visit {
  kind: 'visit';
  id: string;
  at: string;
  source: string;
  items: TimelineItem[];
  /** Each product once, with whether it went into the cart. */
  products: { id: string; name: string; image_url?: string | null; added: boolean }[];
}

export interface Single {
  kind: 'single';
  id: string;
  item: TimelineItem;
  /** The whole order is shown once, at its oldest entry. */
  receipt: boolean;
}

export type Entry = Visit | Single;

export interface Day {
  key: string;
  at: string;
  entries: Entry[];
}

const PAUSE_MS = 45 * 60 * 1000;

const browses = (item: TimelineItem) =>
  item.group === 'browsing' || item.kind === 'checkout_started';

function visit(items: TimelineItem[]): Visit {
  const products = new Map<string, Visit['products'][number]>();
  for (const item of items) {
    for (const { id, name, image_url } of item.products ?? []) {
      const known = products.get(id);
      const added = item.kind === 'product_added' || (known?.added ?? false);
      products.set(id, { id, name, image_url, added });
    }
  }
  const first = items[0] as TimelineItem;
  return {
    kind: 'visit',
    id: `visit-${first.id}`,
    at: first.at,
    source: first.source,
    items,
    products: [...products.values()],
  };
}

/** Folds a day's items, newest first: a run of browsing becomes one visit. */
function fold(items: TimelineItem[], oldest: Map<string, string>): Entry[] {
  const entries: Entry[] = [];
  let run: TimelineItem[] = [];
  const close = () => {
    if (run.length) entries.push(visit(run));
    run = [];
  };
  for (const item of items) {
    const previous = run.at(-1);
    const near =
      previous &&
      previous.source === item.source &&
      new Date(previous.at).getTime() - new Date(item.at).getTime() <= PAUSE_MS;
    if (!near) close();
    if (browses(item)) run.push(item);
    else {
      close();
      const receipt = !!item.order && oldest.get(item.order.id) === item.id;
      entries.push({ kind: 'single', id: item.id, item, receipt });
    }
  }
  close();
  return entries;
}

/** Groups a timeline, newest first, by the shop's days. */
export function days(items: TimelineItem[]): Day[] {
  const oldest = new Map<string, string>();
  for (const item of items) if (item.order) oldest.set(item.order.id, item.id);
  const grouped: { key: string; at: string; items: TimelineItem[] }[] = [];
  for (const item of items) {
    const key = dayKey(item.at);
    const last = grouped.at(-1);
    if (last?.key === key) last.items.push(item);
    else grouped.push({ key, at: item.at, items: [item] });
  }
  return grouped.map(({ key, at, items: own }) => ({ key, at, entries: fold(own, oldest) }));
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
    from: new Date(Math.max(Math.min(...times), now - SPAN_MAX_DAYS * DAY_MS)),
    to: new Date(to),
  };
}
