import { get } from '$api/client';
import type { CustomerRow, Page, Segment } from '$api/shapes';
import { read, sentence } from '$rooms/book/filters';
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
    sort: url.searchParams.get('sort') ?? '-last_order_at',
    limit: LIMIT,
  };
  const [first, segments] = await Promise.all([
    get<Page<CustomerRow>>('/customers', { fetch, query }),
    get<Page<Segment>>('/segments', { fetch, query: { limit: 100 } }),
  ]);
  return { query, first, currency, segments: segments.ok ? segments.value.items : [] };
};
