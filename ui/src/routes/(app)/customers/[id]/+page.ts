import { get } from '$api/client';
import type { Customer, Order, Page, TimelineItem } from '$api/shapes';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, url, depends }) => {
  depends('live:customer');
  const path = `/customers/${encodeURIComponent(params.id)}`;
  const query = { kinds: url.searchParams.get('show'), limit: 60 };
  const [customer, orders, story] = await Promise.all([
    get<Customer>(path, { fetch }),
    get<Page<Order>>(`${path}/orders`, { fetch, query: { limit: 100 } }),
    get<Page<TimelineItem>>(`${path}/timeline`, { fetch, query }),
  ]);
  return { path, query, customer, orders: orders.ok ? orders.value.items : [], story };
};
