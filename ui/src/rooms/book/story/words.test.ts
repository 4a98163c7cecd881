import { expect, it } from 'vitest';
import type { Order, TimelineItem } from '$api/shapes';
import { momentWords, orderLine } from './words';

const change = (source: string, detail: string) =>
  ({ kind: 'customer_updated', title: 'Details', source, detail }) as TimelineItem;

it('says what a person of the shop edited', () => {
  expect(momentWords(change('staff', 'city')).title).toBe('Edited city');
  expect(momentWords(change('staff', 'first name, birth date')).title).toBe(
    'Edited first name and birthday',
  );
  expect(momentWords(change('staff', '')).title).toBe('Took a value away');
});

it('says what a source told, and counts what would be too long', () => {
  const all = 'first name, last name, city, country, phone, email, language';
  expect(momentWords(change('shopify', all)).title).toBe(
    'Told first name, last name, city, country, and 3 more',
  );
  expect(momentWords(change('shopify', 'SMS, city')).title).toBe('Told SMS and city');
});

it('leaves other moments as the server words them', () => {
  const item = { kind: 'note_added', title: 'Note', detail: 'Likes tea' } as TimelineItem;
  expect(momentWords(item)).toEqual({ title: 'Note', detail: 'Likes tea' });
});

it('shortens the address that was clicked', () => {
  const item = {
    kind: 'email_clicked',
    title: 'Clicked in a mail',
    detail: 'https://shop.example/tea?utm_source=x&size=2 · simulated',
  } as TimelineItem;
  expect(momentWords(item).detail).toBe('shop.example/tea?size=2 · simulated');
});

it('counts the pieces of an order, one and many', () => {
  const order = (...quantities: number[]) =>
    ({
      lines: quantities.map((quantity) => ({ quantity })),
      total: { amount: 8400, currency: 'EUR' },
    }) as Order;
  expect(orderLine(order(1, 2))).toMatch(/^3 items · /);
  expect(orderLine(order(1))).toMatch(/^1 item · .*84/);
  expect(orderLine(order())).not.toMatch(/item/);
});
