/**
 * Money, numbers, shares, dates and names in the reader's locale and the shop's time zone: the one
 * place that writes them, so that the same thing reads the same on every page. Pure.
 */
import type { Money, Time } from '$api/shapes';
import { locale, number, once } from './locale';

export { number };

let zone: string | undefined;

/** The shop's zone, set once a session is known; without it the browser's. */
export function setZone(name: string | undefined): void {
  try {
    if (name) new Intl.DateTimeFormat(locale, { timeZone: name });
    zone = name;
  } catch {
    zone = undefined;
  }
}

/** How many decimals the minor unit of a currency has: 2 for EUR, 0 for JPY. */
export function minorDigits(currency: string): number {
  return once(`minor ${currency}`, () => {
    try {
      return (
        new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
          .maximumFractionDigits ?? 2
      );
    } catch {
      return 2;
    }
  });
}

/**
 * exact: to the cent, for what was paid; whole: without cents, for sums and averages; short: 12.4K,
 * for an axis; plain: cents only where there are some, inside a sentence.
 */
export type MoneyStyle = 'exact' | 'whole' | 'short' | 'plain';

/** An amount in minor units. */
export function money(value: Money, style: MoneyStyle = 'exact'): string {
  const n = value.amount / 10 ** minorDigits(value.currency);
  const round = style === 'whole' || (style === 'plain' && Number.isInteger(n));
  const big = Math.abs(n) >= 1000;
  try {
    return once(`money ${value.currency} ${style} ${round} ${big}`, () => {
      const options: Intl.NumberFormatOptions = { style: 'currency', currency: value.currency };
      if (round) options.maximumFractionDigits = 0;
      if (style === 'short') {
        options.notation = 'compact';
        options.maximumFractionDigits = big ? 1 : 0;
      }
      return new Intl.NumberFormat(locale, options);
    }).format(n);
  } catch {
    return `${n} ${value.currency}`;
  }
}

/** Amounts in several currencies, the largest first: nothing is converted. */
export function moneys(values: Money[], style: MoneyStyle = 'whole'): string {
  if (values.length === 0) return '–';
  return [...values]
    .sort((a, b) => b.amount - a.amount)
    .map((one) => money(one, style))
    .join(' + ');
}

/** Below this a decimal tells something; above it only pretends to. What rounds to 10 % is 10 %. */
const DECIMAL_BELOW = 0.095;

/**
 * A share from 0 to 1: whole from 10 % on, with one decimal below. What is not nothing is never
 * written as nothing, and what is not all never as all.
 */
export function percent(share: number): string {
  const size = Math.abs(share);
  const whole = size >= DECIMAL_BELOW && (size < 0.995 || size >= 1);
  const format = once(
    `percent ${whole}`,
    () => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: whole ? 0 : 1 }),
  );
  if (size > 0 && size < 0.001) return `<${format.format(0.001)}`;
  if (size < 1 && size >= 0.9995) return `>${format.format(0.999)}`;
  return format.format(share);
}

/** How far apart two shares are, in points: whole from 10 on, with one decimal below. */
export function points(difference: number): string {
  return number(100 * difference, Math.abs(difference) < DECIMAL_BELOW ? 1 : 0);
}

export function bytes(n: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let step = 0;
  let left = n;
  while (left >= 1000 && step < units.length - 1) {
    left /= 1000;
    step += 1;
  }
  const decimals = left < 10 && step > 0 ? 1 : 0;
  return once(
    `bytes ${step} ${decimals}`,
    () =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: units[step],
        unitDisplay: step === 0 ? 'long' : 'short',
        maximumFractionDigits: decimals,
      }),
  ).format(left);
}

/** A day of the calendar, such as a birthday: it is the same day in every zone. */
const CALENDAR = /^\d{4}-\d{2}(-\d{2})?$/;

function write(at: Time | Date, name: string, options: Intl.DateTimeFormatOptions): string {
  const timeZone = typeof at === 'string' && CALENDAR.test(at) ? 'UTC' : zone;
  return once(
    `date ${name} ${timeZone}`,
    () => new Intl.DateTimeFormat(locale, { ...options, timeZone }),
  ).format(new Date(at));
}

/** "22 Nov 2026". */
export const day = (at: Time | Date) =>
  write(at, 'day', { day: 'numeric', month: 'short', year: 'numeric' });

/** "22 Nov", where the year is plain from what stands around. */
export const dayShort = (at: Time | Date) => write(at, 'short', { day: 'numeric', month: 'short' });

/** "Sunday, 22 November 2026". */
export const dayLong = (at: Time | Date) =>
  write(at, 'long', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

export const weekday = (at: Time | Date) => write(at, 'weekday', { weekday: 'long' });

/** "Nov 2026". */
export const month = (at: Time | Date) => write(at, 'month', { month: 'short', year: 'numeric' });

export const clock = (at: Time | Date) =>
  write(at, 'clock', { hour: 'numeric', minute: '2-digit' });

/** "Sun, 22 Nov 2026, 14:05", where something is going to happen. */
export const moment = (at: Time | Date) =>
  write(at, 'moment', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  });

/** To the second and with the weekday; on hover. */
export const exact = (at: Time | Date) =>
  write(at, 'exact', { dateStyle: 'full', timeStyle: 'medium' });

/** The year in the shop's zone. */
export const year = (at: Time | Date) => Number(dayKey(at).slice(0, 4));

/** The day of a moment in the shop's zone as `2026-11-22`, to group by. */
export function dayKey(at: Time | Date): string {
  return once(
    `key ${zone}`,
    () =>
      new Intl.DateTimeFormat('en-CA', {
        timeZone: zone,
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
      }),
  ).format(new Date(at));
}

/** What the clocks of the shop show at a moment, as if it were UTC; in milliseconds. */
function wall(at: number): number {
  const parts = once(
    `wall ${zone}`,
    () =>
      new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }),
  ).format(at);
  return Date.parse(`${parts.replace(' ', 'T')}Z`);
}

/**
 * The moment at which the clocks of the shop show `2026-11-22T14:05`; null for what is no time. An
 * hour that clocks leave out in spring is the one after it.
 */
export function momentOf(local: string): string | null {
  const wanted = Date.parse(`${local}Z`);
  if (Number.isNaN(wanted)) return null;
  const first = wanted - (wall(wanted) - wanted);
  const second = wanted - (wall(first) - first);
  const found = wall(second) === wanted ? second : Math.max(first, second);
  return new Date(found).toISOString();
}

/** What the clocks of the shop show at a moment, as `2026-11-22T14:05`: what fields take. */
export const localOf = (at: Time | Date) =>
  new Date(wall(new Date(at).getTime())).toISOString().slice(0, 16);

/** The zone in which moments are read and written here, by its IANA name. */
export const zoneName = () => zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;

const DAY_S = 86_400;

/** Midnights of the shop between two moments; negative when the second is the earlier. */
export const daysBetween = (from: Time | Date, to: Time | Date) =>
  Math.round((Date.parse(dayKey(to)) - Date.parse(dayKey(from))) / (DAY_S * 1000));

/** "11 days ago" says more than "last week". */
const DAYS_BEFORE_WEEKS = 14;

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365.25 * 86_400],
  ['month', 30.44 * 86_400],
  ['week', 7 * 86_400],
  ['day', DAY_S],
  ['hour', 3_600],
  ['minute', 60],
];

/** How many stretches of so many months of the calendar lie between two moments. */
function monthsBetween(from: number, to: Time | Date, size: number): number {
  const [start, end] = [new Date(from), new Date(to)].map((moment) => {
    const [year, month] = dayKey(moment).split('-').map(Number);
    return Math.floor(((year ?? 0) * 12 + (month ?? 1) - 1) / size);
  });
  return (end ?? 0) - (start ?? 0);
}

/** "3 days ago". The exact time belongs on hover. */
export function ago(at: Time | Date, now: number = Date.now()): string {
  const seconds = (new Date(at).getTime() - now) / 1000;
  const words = once('ago', () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
  const days = daysBetween(new Date(now), at);
  if (Math.abs(days) < DAYS_BEFORE_WEEKS && Math.abs(seconds) >= DAY_S)
    return words.format(days, 'day');
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) < size) continue;
    // "Next year" is a year of the calendar, whatever is left of this one.
    if (unit === 'year' || unit === 'month')
      return words.format(monthsBetween(now, at, unit === 'year' ? 12 : 1), unit);
    return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(0, 'second');
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const WRITTEN_DATE = new RegExp(`\\b(\\d{1,2}) (${MONTHS.join('|')}) (\\d{4})\\b`, 'g');
const WRITTEN_SHARE = /(?<![\d.,])(\d+(?:\.\d+)?)[\s\u00a0\u202f]?%/g;

/** A sentence of the server with its shares and days as the rest of the page writes them. */
export const prose = (sentence: string) =>
  sentence
    .replaceAll(WRITTEN_SHARE, (_, share: string) => percent(Number(share) / 100))
    .replaceAll(WRITTEN_DATE, (_, dayOf: string, name: string, yearOf: string) => {
      const monthOf = String(MONTHS.indexOf(name) + 1).padStart(2, '0');
      return day(`${yearOf}-${monthOf}-${dayOf.padStart(2, '0')}`);
    });

/** The name of a region or a language in the reader's words; the code where there is none. */
function nameOf(type: 'region' | 'language', code: string): string {
  try {
    return once(`name ${type}`, () => new Intl.DisplayNames([locale], { type })).of(code) ?? code;
  } catch {
    return code;
  }
}

/** "Germany" for "DE". */
export const country = (code: string | null | undefined) => (code ? nameOf('region', code) : '');

/** "Linz, Austria", as far as it is known. */
export const placeWord = (one: { city?: string | null; country?: string | null }) =>
  [one.city, country(one.country)].filter(Boolean).join(', ');

export const language = (code: string) => nameOf('language', code);

/** Microseconds as a person says it: 850 µs, 12 ms, 1.2 s. */
export function took(us: number): string {
  if (us < 1000) return `${Math.max(1, Math.round(us))} µs`;
  if (us < 1_000_000) return `${number(us / 1000, us < 10_000 ? 1 : 0)} ms`;
  return `${number(us / 1_000_000, 1)} s`;
}

/** "product_viewed" as "Product viewed". */
export function plain(name: string): string {
  const words = name.replaceAll(/[_.-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A web address as people know it: without the protocol and what was added to count clicks. */
export function webWord(url: string): string {
  try {
    const { host, pathname, searchParams } = new URL(url);
    for (const name of [...searchParams.keys()])
      if (name.startsWith('utm_')) searchParams.delete(name);
    const query = searchParams.toString();
    return `${host}${pathname === '/' ? '' : pathname}${query ? `?${query}` : ''}`;
  } catch {
    return url;
  }
}
