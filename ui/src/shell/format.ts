/** Money, numbers, dates and names in the reader's locale and the shop's time zone. Pure. */
import type { Money, Time } from '$api/shapes';
import { locale } from './words';

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

const digits = new Map<string, number>();

/** How many decimals the minor unit of a currency has: 2 for EUR, 0 for JPY. */
export function minorDigits(currency: string): number {
  let known = digits.get(currency);
  if (known === undefined) {
    try {
      known =
        new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
          .maximumFractionDigits ?? 2;
    } catch {
      known = 2;
    }
    digits.set(currency, known);
  }
  return known;
}

export type MoneyStyle = 'exact' | 'whole' | 'short';

/** An amount in minor units; `whole` drops the cents, `short` writes 12.4K. */
export function money(value: Money, style: MoneyStyle = 'exact'): string {
  const n = value.amount / 10 ** minorDigits(value.currency);
  const options: Intl.NumberFormatOptions = { style: 'currency', currency: value.currency };
  if (style === 'whole') options.maximumFractionDigits = 0;
  if (style === 'short') {
    options.notation = 'compact';
    options.maximumFractionDigits = Math.abs(n) >= 1000 ? 1 : 0;
  }
  try {
    return new Intl.NumberFormat(locale, options).format(n);
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

export function number(n: number, decimals = 0): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: decimals }).format(n);
}

/** A share from 0 to 1. */
export function percent(share: number, decimals = 0): string {
  return new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: decimals,
  }).format(share);
}

export function bytes(n: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let step = 0;
  let left = n;
  while (left >= 1000 && step < units.length - 1) {
    left /= 1000;
    step += 1;
  }
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: left < 10 && step > 0 ? 1 : 0,
  }).format(left);
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
}

export const day = (at: Time | Date) =>
  dateFormat({ day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(at));

export const dayShort = (at: Time | Date) =>
  dateFormat({ day: 'numeric', month: 'short' }).format(new Date(at));

export const dayLong = (at: Time | Date) =>
  dateFormat({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(
    new Date(at),
  );

export const weekday = (at: Time | Date) =>
  new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: zone }).format(new Date(at));

/** The year in the shop's zone. */
export const year = (at: Time | Date) => Number(dayKey(at).slice(0, 4));

export const month = (at: Time | Date) =>
  dateFormat({ month: 'short', year: 'numeric' }).format(new Date(at));

export const clock = (at: Time | Date) =>
  dateFormat({ hour: '2-digit', minute: '2-digit' }).format(new Date(at));

export const exact = (at: Time | Date) =>
  dateFormat({ dateStyle: 'full', timeStyle: 'medium' }).format(new Date(at));

/** The day of a moment in the shop's zone as `2026-11-22`, to group by. */
export function dayKey(at: Time | Date): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return parts.format(new Date(at));
}

const DAY_S = 86_400;

/** Midnights of the shop between two moments; negative when the second is the earlier. */
export const daysBetween = (from: Time | Date, to: Time | Date) =>
  Math.round((Date.parse(dayKey(to)) - Date.parse(dayKey(from))) / (DAY_S * 1000));

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365.25 * 86_400],
  ['month', 30.44 * 86_400],
  ['week', 7 * 86_400],
  ['day', DAY_S],
  ['hour', 3_600],
  ['minute', 60],
];

/** "3 days ago". The exact time belongs on hover. */
export function ago(at: Time | Date, now: number = Date.now()): string {
  const seconds = (new Date(at).getTime() - now) / 1000;
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const days = daysBetween(new Date(now), at);
  if (Math.abs(days) < 7 && Math.abs(seconds) >= DAY_S) return words.format(days, 'day');
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(0, 'second');
}

/** "Germany" for "DE". */
export function country(code: string | null | undefined): string {
  if (!code) return '';
  try {
    return new Intl.DisplayNames([locale], { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** "Linz, Austria", as far as it is known. */
export const placeWord = (one: { city?: string | null; country?: string | null }) =>
  [one.city, country(one.country)].filter(Boolean).join(', ');

export function language(code: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

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
