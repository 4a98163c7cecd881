/** Which conditions the builder offers, and in which order. Pure. */
import type { Condition } from '$api/shapes';
import { AGGREGATES } from './tree';

/** What people look for most, first; whatever is not named follows, sums over properties last. */
const COMMON = [
  'orders',
  'spent',
  'bought',
  'days_since_order',
  'product_viewed',
  'product_added',
  'checkout_started',
  'email_opened',
  'email_clicked',
  'units',
  'country',
  'city',
  'tag',
  'email_consent',
  'rfm_group',
  'created_at',
  'first_order_at',
  'last_order_at',
  'age',
];

/** What the house writes down about itself; "are in segment" asks for it better. */
const OWN = /^(days_since_)?segment_(entered|left)$/;

function place(one: Condition): number {
  const at = COMMON.indexOf(one.name);
  if (at >= 0) return at;
  if (AGGREGATES.includes(one.name)) return COMMON.length + 2;
  return COMMON.length + (one.name.startsWith('days_since_') ? 1 : 0);
}

export function offered(conditions: Condition[]): Condition[] {
  return conditions
    .filter((one) => !OWN.test(one.name))
    .map((one, index) => ({ one, index }))
    .sort((a, b) => place(a.one) - place(b.one) || a.index - b.index)
    .map((item) => item.one);
}
