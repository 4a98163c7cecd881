import { expect, it } from 'vitest';
import { arranged, fieldWord, spaceWord, valueWord } from './fields';

const field = (name: string, value: unknown, others: unknown[] = []) => ({ name, value, others });

it('puts names and addresses first, the fields of the shop last, and leaves out the empty', () => {
  const fields = [
    field('attribute.shoe_size', 38),
    field('tags', []),
    field('email', 'a@b.example'),
    field('first_name', 'Käthe'),
    field('region', null, ['Bayern']),
  ];
  expect(arranged(fields).map((one) => one.name)).toEqual([
    'first_name',
    'email',
    'region',
    'attribute.shoe_size',
  ]);
});

it('writes values as a person reads them', () => {
  expect(valueWord('birth_date', '1997-09-02')).toBe('Sep 2, 1997');
  expect(valueWord('country', 'AT')).toBe('Austria');
  expect(valueWord('tags', ['vip', 'trail'])).toBe('vip, trail');
  expect(valueWord('tags', [])).toBe('–');
  expect(fieldWord('attribute.shoe_size')).toBe('Shoe size');
  expect(spaceWord('anon:web')).toBe('Visitor');
});
