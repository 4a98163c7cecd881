import { get } from '$api/client';
import type { Page, Segment, Vocabulary } from '$api/shapes';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, parent }) => {
  const { session } = await parent();
  const path = `/segments/${encodeURIComponent(params.id)}`;
  const [segment, vocabulary, segments] = await Promise.all([
    get<Segment>(path, { fetch }),
    get<Vocabulary>('/segments/vocabulary', { fetch }),
    get<Page<Segment>>('/segments', { fetch, query: { limit: 200 } }),
  ]);
  return {
    path,
    segment,
    vocabulary,
    currency: session?.shop.currency ?? 'EUR',
    segments: segments.ok ? segments.value.items : [],
  };
};
