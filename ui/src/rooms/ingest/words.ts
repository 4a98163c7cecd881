/** Imports and calls in words. Pure. */
import type { Call, Import } from '$api/shapes';
import { minorDigits, money, number, plain } from '$shell/format';
import { t, tOr } from '$shell/words';

export const KINDS = ['customers', 'orders', 'products', 'activities', 'suppressions'] as const;

export const kindWord = (kind: string) => tOr(`import.kind_${kind}`, plain(kind));

/** "Shopify customers" when the file is known, else what its rows are. */
export const titleOf = (one: Import) => one.layout ?? kindWord(one.kind);

/** What came of the rows, in words: "230 new customers, 12 changed". Empty when nothing did. */
export function outcome({ kind, counts }: Pick<Import, 'kind' | 'counts'>): string {
  const parts: [number, 'new' | 'changed' | 'same'][] = [
    [counts.new, 'new'],
    [counts.changed, 'changed'],
    [counts.same, 'same'],
  ];
  return parts
    .filter(([n]) => n > 0)
    .map(([n, key], index) =>
      index === 0
        ? t(`import.things_${key}`, { n, things: tOr(`import.things_${kind}`, kind, { n }) })
        : t(`import.n_${key}`, { n }),
    )
    .join(', ');
}

/** One sentence on where an import stands. */
export function storyOf(one: Import): string {
  const { counts } = one;
  const found = outcome(one) || t('import.nothing');
  const taken = one.state === 'checked' ? 'import.would_leave' : 'import.left';
  const left =
    counts.skipped > 0 && ['checked', 'running', 'done'].includes(one.state)
      ? ` ${t(taken, { n: counts.skipped })}`
      : '';
  const nothing = counts.new + counts.changed === 0 && counts.same > 0;
  const same = nothing && ['checked', 'done'].includes(one.state);
  const key = `import.story_${one.state}${same ? '_same' : ''}`;
  return tOr(key, one.story, { found, rows: number(counts.rows) }) + left;
}

/** Seconds that an import still needs, by the share of the file behind it; null while unknown. */
export function secondsLeft(one: Import): number | null {
  const { rows, bytes, rows_per_s: rate } = one.progress;
  if (!rate || rows <= 0 || bytes <= 0 || bytes >= one.size_bytes) return null;
  return ((one.size_bytes - bytes) / bytes) * (rows / rate);
}

/**
 * A short date such as 03/04/2026, read with the day or the month first, as `2026-04-03`; null when
 * it is none.
 */
export function readDate(text: string, order: string): string | null {
  const found = /^\s*(\d{1,2})[./-](\d{1,2})[./-](\d{2,4})/.exec(text);
  if (!found) return null;
  const [a, b] = [Number(found[1]), Number(found[2])];
  const [dayOf, monthOf] = order === 'month_first' ? [b, a] : [a, b];
  const short = Number(found[3]);
  const year = short < 100 ? 2000 + short : short;
  if (monthOf < 1 || monthOf > 12 || dayOf < 1 || dayOf > 31) return null;
  return new Date(Date.UTC(year, monthOf - 1, dayOf)).toISOString().slice(0, 10);
}

/** What a call changed, as the server names it, for people. */
export function changeWord(name: string): string {
  const [head = '', ...rest] = name.split(' ');
  const tail = rest.join(' ');
  if (head === 'activity' && tail) return t('call.changed_activity', { name: plain(tail) });
  if (head === 'order' && tail) return t('call.changed_order', { id: tail });
  if (head === 'product' && tail) return t('call.changed_product', { id: tail });
  if (name === 'identity') return t('call.changed_identity');
  return tOr(`field.${name}`, plain(name));
}

/** `/traits/address/zip` as "traits › address › zip". */
export const place = (pointer: string) =>
  pointer
    .split('/')
    .filter(Boolean)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join(' › ');

/** What a call is about, where it says so: a product, an order's total, a page, a search. */
export function callDetail({ body }: Pick<Call, 'body'>): string {
  const properties = (body as { properties?: Record<string, unknown> } | null)?.properties ?? {};
  const { name, query, path, title, order_id: order, total, currency } = properties;
  if (order !== undefined && typeof total === 'number' && typeof currency === 'string') {
    const amount = Math.round(total * 10 ** minorDigits(currency));
    return money({ amount, currency });
  }
  const said = [name, query, title, path].find((one) => typeof one === 'string' && one);
  return typeof said === 'string' ? said : '';
}

/** What a call says happened: "Product Viewed", or what kind of call it is. */
export const callTitle = (call: Pick<Call, 'call' | 'name'>) =>
  call.name || tOr(`call.kind_${call.call}`, plain(call.call));

/** A body as text, what matters first: libraries put their own context before it. */
export function written(body: unknown): string {
  if (typeof body === 'string') return body;
  if (typeof body !== 'object' || body === null || !('context' in body)) {
    return JSON.stringify(body, null, 2);
  }
  const { context, ...rest } = body;
  return JSON.stringify({ ...rest, context }, null, 2);
}
