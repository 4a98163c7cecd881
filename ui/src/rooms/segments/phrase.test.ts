import { expect, it } from 'vitest';
import type { Condition, Tree } from '$api/shapes';
import { sentence } from './phrase';

const condition = (name: string, kind: string, type: string, label = name) =>
  ({ name, kind, type, label, doc: '', example: '', sentence: '' }) as Condition;
const CONDITIONS = [
  condition('orders', 'measure', 'number'),
  condition('country', 'field', 'text'),
  condition('email_consent', 'field', 'flag'),
  condition('days_since_order', 'measure', 'days'),
];
const orders: Tree = {
  op: 'measure',
  measure: { name: 'orders', window: { kind: 'last', n: 90, unit: 'days' } },
  cmp: '>=',
  value: 2,
};
const country: Tree = { op: 'field', field: 'country', cmp: 'in', value: ['DE', 'FR'] };

it('says one condition', () => {
  expect(sentence(orders, CONDITIONS)).toBe('ordered at least twice in the last 90 days');
  expect(sentence({ op: 'no_since', kind: 'order', since: 'product_added' }, [])).toBe(
    'placed no order since the last product added',
  );
  expect(
    sentence(
      { op: 'measure', measure: { name: 'days_since_order' }, cmp: '>', value: 30 },
      CONDITIONS,
    ),
  ).toBe('last ordered more than 30 days ago');
});

it('says nothing at all as a person would', () => {
  const never = { ...orders, cmp: '=', value: 0 } as Tree;
  expect(sentence(never, CONDITIONS)).toBe('ordered not once in the last 90 days');
  const day: Tree = {
    op: 'measure',
    measure: { name: 'orders', window: { kind: 'last', n: 1, unit: 'days' } },
    cmp: '>=',
    value: 1,
  };
  expect(sentence(day, CONDITIONS)).toBe('ordered at least once in the last day');
});

it('joins conditions, and brackets only what another word joins', () => {
  const flag: Tree = { op: 'field', field: 'email_consent', cmp: 'is_true' };
  const tree: Tree = {
    op: 'and',
    of: [orders, { op: 'or', of: [country, { op: 'not', of: flag }] }],
  };
  expect(sentence(tree, CONDITIONS)).toBe(
    'ordered at least twice in the last 90 days and (live in Germany or France or not: ' +
      'agreed to emails)',
  );
});

it('names a condition that the vocabulary does not know', () => {
  expect(sentence({ op: 'field', field: 'shoe_size', cmp: '=', value: 44 }, [])).toContain('44');
});
