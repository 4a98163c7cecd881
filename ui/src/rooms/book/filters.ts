/**
 * Filters of the customer list: one readable chip each, one `f` in the address each, and together
 * one sentence of the segment language. Pure.
 */
import { country } from '$shell/format';
import { t } from '$shell/words';

export type FilterKind =
  'country' | 'orders' | 'spent' | 'active' | 'quiet' | 'consent' | 'group' | 'tag';

export interface Filter {
  kind: FilterKind;
  value: string;
}

export const KINDS: FilterKind[] = [
  'country',
  'orders',
  'spent',
  'active',
  'quiet',
  'consent',
  'group',
  'tag',
];

/** What a new filter of a kind begins with. */
export const FIRST: Record<FilterKind, string> = {
  country: 'DE',
  orders: '2',
  spent: '100',
  active: '90',
  quiet: '90',
  consent: 'yes',
  group: '',
  tag: '',
};

/** What the segment language calls a filter whose values the shop itself has. */
export const CONDITIONS: Partial<Record<FilterKind, string>> = { group: 'rfm_group', tag: 'tag' };

/** A name without what could end a text of the segment language. */
function isName(value: string): boolean {
  return value.length <= 100 && /^(?!\s*$)[^"\\\p{Cc}]+$/u.test(value);
}

function isWhole(value: string): boolean {
  return /^\d{1,9}$/.test(value);
}

/** Reads `orders:2`; null for anything that is not one of ours. */
export function parse(part: string): Filter | null {
  const at = part.indexOf(':');
  const kind = part.slice(0, at) as FilterKind;
  const value = part.slice(at + 1);
  if (at < 0 || !KINDS.includes(kind)) return null;
  if (kind === 'country') return /^[A-Z]{2}$/.test(value) ? { kind, value } : null;
  if (kind === 'consent') return value === 'yes' || value === 'no' ? { kind, value } : null;
  if (kind === 'group' || kind === 'tag') return isName(value) ? { kind, value } : null;
  return isWhole(value) ? { kind, value } : null;
}

export function read(query: URLSearchParams): Filter[] {
  return query
    .getAll('f')
    .map(parse)
    .filter((one): one is Filter => one !== null);
}

/** The filter in the words of the segment language. */
export function toText(filter: Filter, currency: string): string {
  const { kind, value } = filter;
  switch (kind) {
    case 'country':
      return `country = "${value}"`;
    case 'orders':
      return `orders >= ${value}`;
    case 'spent':
      return `spent >= ${value} ${currency}`;
    case 'active':
      return `orders(last ${value} days) >= 1`;
    case 'quiet':
      return `orders >= 1 and orders(last ${value} days) = 0`;
    case 'consent':
      return value === 'yes' ? 'email_consent' : 'not email_consent';
    case 'group':
    case 'tag':
      return `${CONDITIONS[kind]} = "${value}"`;
  }
}

/** All filters, and a sentence brought along, as one sentence. */
export function sentence(filters: Filter[], text: string, currency: string): string {
  const parts = filters.map((one) => toText(one, currency));
  if (text.trim()) parts.push(filters.length ? `(${text.trim()})` : text.trim());
  return parts.join(' and ');
}

/** The filter as the chip says it. */
export function toWords(filter: Filter, currency: string): string {
  const { kind, value } = filter;
  const n = Number(value);
  switch (kind) {
    case 'country':
      return t('filter.in', { country: country(value) });
    case 'orders':
      return t('filter.orders_at_least', { n });
    case 'spent':
      return t('filter.spent_at_least', { n, currency });
    case 'active':
      return t('filter.active_for', { n });
    case 'quiet':
      return t('filter.quiet_for', { n });
    case 'consent':
      return value === 'yes' ? t('filter.may_write') : t('filter.may_not_write');
    case 'group':
      return t('filter.in_group', { group: value });
    case 'tag':
      return t('filter.with_tag', { tag: value });
  }
}
