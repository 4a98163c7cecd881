import { describe, expect, it } from 'vitest';
import { parse, read, sentence, toWords } from './filters';

describe('filters in the address', () => {
  it('reads what it wrote', () => {
    expect(parse('country:DE')).toEqual({ kind: 'country', value: 'DE' });
    expect(parse('orders:12')).toEqual({ kind: 'orders', value: '12' });
  });

  it('reads names with spaces and accents, and nothing that could end a text', () => {
    expect(parse('tag:VIP Café')).toEqual({ kind: 'tag', value: 'VIP Café' });
    expect(parse('group:At risk')).toEqual({ kind: 'group', value: 'At risk' });
    for (const bad of ['tag:', 'tag: ', 'tag:a"b', 'tag:a\\', 'group:a\nb']) {
      expect(parse(bad)).toBeNull();
    }
  });

  it('drops what is not one of ours, so that an address cannot write a sentence', () => {
    for (const bad of [
      '',
      'orders',
      'orders:',
      'orders:-1',
      'orders:1 or 1',
      'country:D" or "',
      'x:1',
    ]) {
      expect(parse(bad)).toBeNull();
    }
    expect(read(new URLSearchParams('f=orders:2&f=country:zz&f=quiet:30'))).toHaveLength(2);
  });
});

describe('filters as a sentence', () => {
  it('joins them with and', () => {
    const filters = [parse('country:FR'), parse('quiet:60')].flatMap((one) => one ?? []);
    expect(sentence(filters, '', 'EUR')).toBe(
      'country = "FR" and orders >= 1 and orders(last 60 days) = 0',
    );
  });

  it('puts a sentence brought along into brackets, and leaves it bare when alone', () => {
    const filters = [parse('spent:500')].flatMap((one) => one ?? []);
    expect(sentence(filters, 'orders = 1 or orders = 2', 'EUR')).toBe(
      'spent >= 500 EUR and (orders = 1 or orders = 2)',
    );
    expect(sentence([], ' orders = 1 ', 'EUR')).toBe('orders = 1');
  });
});

it('asks for a group and a tag by their names', () => {
  expect(
    sentence(
      [
        { kind: 'group', value: 'At risk' },
        { kind: 'tag', value: 'vip' },
      ],
      '',
      'EUR',
    ),
  ).toBe('rfm_group = "At risk" and tag = "vip"');
});

it('says a filter as a person would', () => {
  expect(toWords({ kind: 'tag', value: 'vip' }, 'EUR')).toBe('tagged “vip”');
  expect(toWords({ kind: 'orders', value: '1' }, 'EUR')).toBe('ordered at least once');
  expect(toWords({ kind: 'country', value: 'DE' }, 'EUR')).toBe('in Germany');
});
