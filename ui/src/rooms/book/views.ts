/** Views of the customer list: a name for what an address shows. Pure. */
import type { View } from '$shell/views.svelte';
import { t } from '$shell/words';
import { keptOf } from './listing';

/** There from the first day; these can be neither renamed nor removed. */
export const READY: readonly View[] = (
  [
    ['best', 'sort=-spent'],
    ['new', 'cols=place,orders,spent,since,consent&sort=-created_at'],
    ['quiet', 'f=orders:2&f=quiet:90&sort=-spent'],
  ] as const
).map(([key, query]) => ({
  id: key,
  name: t(`view.${key}`),
  query: keptOf(new URLSearchParams(query)),
}));

/** Where a view is looked at. */
export const addressOf = (view: View) =>
  `/customers?${view.query ? `${view.query}&` : ''}view=${encodeURIComponent(view.id)}`;

export interface Standing {
  /** The view that is looked at; null for everybody, or for what has no name yet. */
  view: View | null;
  /** same: as it is kept; changed: something else was chosen since; none: no view. */
  as: 'same' | 'changed' | 'none';
}

/**
 * Which view an address shows: the one it names, changed or not; else the one that shows the same.
 * An address from somebody else may name a view that this browser does not have.
 */
export function standing(query: URLSearchParams, views: readonly View[]): Standing {
  const kept = keptOf(query);
  const named = views.find((one) => one.id === query.get('view'));
  if (named) return { view: named, as: named.query === kept ? 'same' : 'changed' };
  const equal = kept ? views.find((one) => one.query === kept) : undefined;
  return equal ? { view: equal, as: 'same' } : { view: null, as: 'none' };
}
