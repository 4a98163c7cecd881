import { get } from '$api/client';
import type { Page, Segment, Vocabulary } from '$api/shapes';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, parent }) => {
  const { session } = await parent();
  const [vocabulary, segments] = await Promise.all([
    get<Vocabulary>('/segments/vocabulary', { fetch }),
    get<Page<Segment>>('/segments', { fetch, query: { limit: 200 } }),
  ]);
  return {
    currency: session?.shop.currency ?? 'EUR',
    vocabulary,
    segments: segments.ok ? segments.value.items : [],
  };
};
