import { get, post } from '$api/client';
import type { Count, CustomerRow, Page, Segment, Vocabulary } from '$api/shapes';
import { read, sentence } from '$rooms/book/filters';
import { SORT } from '$rooms/book/listing';
import { sentence as sayTree } from '$rooms/segments/phrase';
import type { PageLoad } from './$types';

const LIMIT = 50;

export const load: PageLoad = async ({ fetch, url, depends, parent }) => {
  depends('live:customers');
  const { session } = await parent();
  const currency = session?.shop.currency ?? 'EUR';
  const text = url.searchParams.get('text') ?? '';
  const query = {
    q: url.searchParams.get('q'),
    segment: url.searchParams.get('segment'),
    text: sentence(read(url.searchParams), text, currency),
    sort: url.searchParams.get('sort') ?? SORT,
    limit: LIMIT,
  };
  const counts = query.text && !query.q && !query.segment;
  const [first, segments, counted, vocabulary, brought] = await Promise.all([
    get<Page<CustomerRow>>('/customers', { fetch, query }),
    get<Page<Segment>>('/segments', { fetch, query: { limit: 100 } }),
    counts ? post<Count>('/segments/count', { text: query.text }, { fetch }) : null,
    get<Vocabulary>('/segments/vocabulary', { fetch }),
    text ? post<Count>('/segments/count', { text }, { fetch }) : null,
  ]);
  const saved = segments.ok ? segments.value.items : [];
  const conditions = vocabulary.ok ? vocabulary.value.conditions : [];
  const alone = query.segment && !query.q && !query.text;
  return {
    query,
    first,
    currency,
    segments: saved,
    /** How many there are, where segments say so. */
    total: counted?.ok
      ? counted.value.count
      : alone
        ? saved.find((one) => one.id === query.segment)?.count
        : undefined,
    conditions,
    /** What the sentence that was brought along says. */
    said: brought?.ok ? sayTree(brought.value.tree, conditions) : text,
  };
};
