import { get } from '$api/client';
import type { Campaign, Page, Segment } from '$api/shapes';
import { saidOf } from '$rooms/segments/said';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, url }) => {
  depends('live:campaigns');
  const query = { limit: 50 };
  const [first, segments, said] = await Promise.all([
    get<Page<Campaign>>('/campaigns', { fetch, query }),
    get<Page<Segment>>('/segments', { fetch, query: { limit: 200 } }),
    saidOf(url.searchParams.get('text') ?? '', fetch),
  ]);
  return { query, first, segments: segments.ok ? segments.value.items : [], said };
};
