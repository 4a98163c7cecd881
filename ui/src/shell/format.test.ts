import { describe, expect, it } from 'vitest';
import { ago, dayKey, money, moneys, plain, setZone, took } from './format';

const NOW = Date.parse('2026-11-22T12:00:00Z');

describe('money', () => {
  it('divides by the minor unit of its currency', () => {
    expect(money({ amount: 8450, currency: 'EUR' })).toContain('84.50');
    expect(money({ amount: 8450, currency: 'JPY' })).toContain('8,450');
  });

  it('does not fail on a code it does not know', () => {
    expect(money({ amount: 100, currency: '??' })).toContain('??');
  });

  it('adds nothing up across currencies', () => {
    const both = moneys([
      { amount: 100, currency: 'USD' },
      { amount: 900, currency: 'EUR' },
    ]);
    expect(both.indexOf('€')).toBeLessThan(both.indexOf('$'));
    expect(moneys([])).toBe('–');
  });
});

describe('time', () => {
  it('groups by the day of the shop, not of UTC', () => {
    setZone('Europe/Berlin');
    expect(dayKey('2026-11-21T23:30:00Z')).toBe('2026-11-22');
    setZone('No/Where');
    expect(() => dayKey('2026-11-21T23:30:00Z')).not.toThrow();
    setZone(undefined);
  });

  it('says how long ago', () => {
    expect(ago('2026-11-19T11:00:00Z', NOW)).toBe('3 days ago');
    expect(ago('2026-11-22T11:59:40Z', NOW)).toBe('now');
    expect(ago('2026-11-20T13:00:00Z', NOW)).toBe('2 days ago');
    expect(ago('2026-11-21T11:00:00Z', NOW)).toBe('yesterday');
    expect(ago('2026-11-21T13:00:00Z', NOW)).toBe('23 hours ago');
  });

  it('writes short spans as a person says them', () => {
    expect(took(850)).toBe('850 µs');
    expect(took(1500)).toBe('1.5 ms');
    expect(took(1_200_000)).toBe('1.2 s');
  });
});

it('turns names into words', () => {
  expect(plain('product_viewed')).toBe('Product viewed');
});
