import { afterEach, describe, expect, it, vi } from 'vitest';
import * as english from './format';

const { ago, bytes, clock, day, dayKey, daysBetween, localOf, moment, momentOf } = english;
const { money, moneys, month, percent, plain, points, setZone, took, webWord, weekday } = english;

const NOW = Date.parse('2026-11-22T12:00:00Z');
const EUR = (amount: number) => ({ amount, currency: 'EUR' });

afterEach(() => setZone(undefined));

describe('money', () => {
  it('divides by the minor unit of its currency', () => {
    expect(money(EUR(8450))).toBe('€84.50');
    expect(money({ amount: 8450, currency: 'JPY' })).toBe('¥8,450');
  });

  it('drops cents from sums, and inside a sentence only those that are none', () => {
    expect(money(EUR(124_980), 'whole')).toBe('€1,250');
    expect(money(EUR(50_000), 'plain')).toBe('€500');
    expect(money(EUR(50_050), 'plain')).toBe('€500.50');
    expect(money(EUR(1_240_000), 'short')).toBe('€12.4K');
    expect(money(EUR(99_940), 'short')).toBe('€999');
  });

  it('does not fail on a code it does not know', () => {
    expect(money({ amount: 100, currency: '??' })).toContain('??');
  });

  it('adds nothing up across currencies', () => {
    expect(moneys([{ amount: 100, currency: 'USD' }, EUR(900)])).toBe('€9 + $1');
    expect(moneys([])).toBe('–');
  });
});

describe('shares', () => {
  it('are whole from ten percent on and have a decimal below', () => {
    expect(percent(0.6234)).toBe('62%');
    expect(percent(0.1)).toBe('10%');
    expect(percent(0.097)).toBe('10%');
    expect(percent(0.0432)).toBe('4.3%');
    expect(percent(0.04)).toBe('4%');
    expect(percent(1.5)).toBe('150%');
  });

  it('never write a little as nothing or nearly all as all', () => {
    expect(percent(0)).toBe('0%');
    expect(percent(0.0002)).toBe('<0.1%');
    expect(percent(1)).toBe('100%');
    expect(percent(0.996)).toBe('99.6%');
    expect(percent(0.9999)).toBe('>99.9%');
  });

  it('differ by points', () => {
    expect(points(0.0142)).toBe('1.4');
    expect(points(0.214)).toBe('21');
  });
});

describe('time', () => {
  it('is that of the shop, not of UTC', () => {
    setZone('Europe/Berlin');
    expect(dayKey('2026-11-21T23:30:00Z')).toBe('2026-11-22');
    expect(day('2026-11-21T23:30:00Z')).toBe('Nov 22, 2026');
    expect(weekday('2026-11-21T23:30:00Z')).toBe('Sunday');
    expect(clock('2026-11-21T23:30:00Z')).toMatch(/^12:30\sAM$/);
    expect(moment('2026-11-22T13:05:00Z')).toMatch(/^Sun, Nov 22, 2026, 2:05\sPM$/);
    setZone('America/Los_Angeles');
    expect(day('2026-11-22T03:00:00Z')).toBe('Nov 21, 2026');
  });

  it('leaves a day of the calendar where it is, in every zone', () => {
    for (const zone of ['Pacific/Auckland', 'America/Los_Angeles', 'UTC']) {
      setZone(zone);
      expect(day('1990-05-01')).toBe('May 1, 1990');
      expect(month('2026-05')).toBe('May 2026');
    }
  });

  it('falls back to the zone of the browser for one it does not know', () => {
    setZone('No/Where');
    expect(() => dayKey('2026-11-21T23:30:00Z')).not.toThrow();
  });

  it('says how long ago', () => {
    expect(ago('2026-11-19T11:00:00Z', NOW)).toBe('3 days ago');
    expect(ago('2026-11-22T11:59:40Z', NOW)).toBe('now');
    expect(ago('2026-11-20T13:00:00Z', NOW)).toBe('2 days ago');
    expect(ago('2026-11-21T11:00:00Z', NOW)).toBe('yesterday');
    expect(ago('2026-11-21T13:00:00Z', NOW)).toBe('23 hours ago');
    expect(ago('2026-11-11T11:00:00Z', NOW)).toBe('11 days ago');
    expect(ago('2026-11-03T11:00:00Z', NOW)).toBe('2 weeks ago');
    expect(ago('2026-09-30T11:00:00Z', NOW)).toBe('2 months ago');
    expect(ago('2026-10-05T11:00:00Z', NOW)).toBe('last month');
    expect(ago('2028-11-20T11:00:00Z', NOW)).toBe('in 2 years');
    expect(ago('2025-02-01T11:00:00Z', NOW)).toBe('last year');
    expect(ago('2024-12-20T11:00:00Z', NOW)).toBe('2 years ago');
    expect(daysBetween('2026-11-20T23:00:00Z', '2026-11-22T01:00:00Z')).toBe(2);
  });

  it('writes short spans as a person says them', () => {
    expect(took(850)).toBe('850 µs');
    expect(took(1500)).toBe('1.5 ms');
    expect(took(1_200_000)).toBe('1.2 s');
  });
});

describe('a time that somebody writes', () => {
  it('is one on the clocks of the shop', () => {
    setZone('Europe/Berlin');
    expect(momentOf('2026-11-22T14:05')).toBe('2026-11-22T13:05:00.000Z');
    expect(momentOf('2026-07-01T14:05')).toBe('2026-07-01T12:05:00.000Z');
    setZone('America/New_York');
    expect(momentOf('2026-11-22T14:05')).toBe('2026-11-22T19:05:00.000Z');
    expect(momentOf('')).toBeNull();
  });

  it('is the hour after one that the clocks leave out', () => {
    setZone('Europe/Berlin');
    expect(localOf(momentOf('2026-03-29T02:30') ?? '')).toBe('2026-03-29T03:30');
    setZone('America/New_York');
    expect(localOf(momentOf('2026-03-08T02:30') ?? '')).toBe('2026-03-08T03:30');
  });

  it('comes back as it was written, on every other hour of the year', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Pacific/Auckland', 'Asia/Kolkata']) {
      setZone(zone);
      for (let hour = 0; hour < 366 * 24; hour += 7) {
        const at = new Date(Date.UTC(2026, 0, 1, hour)).toISOString().slice(0, 16);
        const back = localOf(momentOf(at) ?? '');
        if (back !== at) expect(Date.parse(`${back}Z`) - Date.parse(`${at}Z`)).toBe(3_600_000);
      }
    }
  });
});

describe('in another language', () => {
  it('follows the browser in all of them', async () => {
    vi.stubGlobal('navigator', { language: 'de-DE' });
    vi.resetModules();
    const german = await import('./format');
    german.setZone('Europe/Berlin');
    const spaces = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
    expect(spaces(german.money(EUR(123_450)))).toBe('1.234,50 €');
    expect(spaces(german.percent(0.0432))).toBe('4,3 %');
    expect(german.number(12_345)).toBe('12.345');
    expect(german.day('2026-11-22')).toBe('22. Nov. 2026');
    expect(german.clock('2026-11-22T13:05:00Z')).toBe('14:05');
    expect(german.country('AT')).toBe('Österreich');
    expect(german.ago('2026-11-19T11:00:00Z', NOW)).toBe('vor 3 Tagen');
    const { fill } = await import('./words');
    expect(fill('{n} points', { n: 1204.5 })).toBe('1.204,5 points');
    vi.unstubAllGlobals();
    vi.resetModules();
  });
});

it('writes the figures in a sentence of the server as the page does', () => {
  expect(english.prose('Brought 75 % of October’s revenue, 8 points more.')).toBe(
    'Brought 75% of October’s revenue, 8 points more.',
  );
  expect(english.prose('2 orders in the last 90 days, latest on 7 Oct 2026; 7.5 % off')).toBe(
    '2 orders in the last 90 days, latest on Oct 7, 2026; 7.5% off',
  );
});

describe('names', () => {
  it('become words', () => {
    expect(plain('product_viewed')).toBe('Product viewed');
  });

  it('of places on the web lose what was added to count clicks', () => {
    expect(webWord('https://shop.example/?utm_source=mail&size=m')).toBe('shop.example?size=m');
  });

  it('of sizes have a decimal while they are small', () => {
    expect(bytes(1)).toBe('1 byte');
    expect(bytes(1_240_000)).toBe('1.2 MB');
    expect(bytes(48_200)).toBe('48 kB');
  });
});
