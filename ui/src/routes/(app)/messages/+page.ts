import { get } from '$api/client';
import type { Campaign, Page, Segment } from '$api/shapes';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends }) => {
  depends('live:campaigns');
  const query = { limit: 50 };
  const [first, segments] = await Promise.all([
    get<Page<Campaign>>('/campaigns', { fetch, query }),
    get<Page<Segment>>('/segments', { fetch, query: { limit: 200 } }),
  ]);
  return { query, first, segments: segments.ok ? segments.value.items : [] };
};
