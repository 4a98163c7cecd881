/** What the address of the customer list says, and how parts of it change. Pure. */
import { readColumns, USUAL, type ColumnKey } from './columns';
import { read, type Filter } from './filters';

/** Null or an empty text takes a part away. */
export type Move = Record<string, string | string[] | null>;

export interface Listing {
  filters: Filter[];
  /** A sentence of the segment language that was brought along. */
  text: string;
  segment: string;
  q: string;
  columns: ColumnKey[];
  sort: string;
}

export const listingOf = (query: URLSearchParams): Listing => ({
  filters: read(query),
  text: query.get('text') ?? '',
  segment: query.get('segment') ?? '',
  q: query.get('q') ?? '',
  columns: readColumns(query.get('cols')),
  sort: query.get('sort') ?? SORT,
});

export const isNarrowed = (listing: Listing) =>
  listing.filters.length > 0 || !!listing.text || !!listing.segment || !!listing.q;

/** The address with some of its parts changed. */
export function moved(url: URL, change: Move): string {
  const next = new URLSearchParams(url.searchParams);
  for (const [name, value] of Object.entries(change)) {
    next.delete(name);
    if (Array.isArray(value)) for (const one of value) next.append(name, one);
    else if (value) next.set(name, value);
  }
  const query = next.toString();
  return query ? `?${query}` : url.pathname;
}

/** How the list is sorted unless the address says otherwise. */
export const SORT = '-last_order_at';

/** The orders that can be chosen where no heads of columns are shown. */
export const SORTS = [
  '-last_order_at',
  'last_order_at',
  'name',
  '-name',
  '-orders',
  'orders',
  '-spent',
  'spent',
  '-created_at',
  'created_at',
] as const;

/**
 * What a view keeps of an address: what is shown, in which order and with which columns. Always
 * written alike, so that two addresses that show the same are the same text; empty when nothing
 * was chosen.
 */
export function keptOf(query: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const one of query.getAll('f').sort()) kept.append('f', one);
  for (const name of ['q', 'segment', 'text']) {
    const value = query.get(name);
    if (value) kept.set(name, value);
  }
  const columns = readColumns(query.get('cols'));
  if (columns.join() !== USUAL.join()) kept.set('cols', columns.join(',') || 'none');
  const sort = query.get('sort');
  if (sort && sort !== SORT) kept.set('sort', sort);
  return kept.toString();
}

/** The part of the address that holds these filters. */
export const holding = (filters: Filter[]): Move => ({
  f: filters.map((one) => `${one.kind}:${one.value}`),
});
