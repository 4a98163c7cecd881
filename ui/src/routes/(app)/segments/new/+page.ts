import { get } from '$api/client';
import type { Page, Segment, Vocabulary } from '$api/shapes';
import { readStarts } from '$rooms/segments/starts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, parent, url }) => {
  const { session } = await parent();
  const currency = session?.shop.currency ?? 'EUR';
  /** Who brings a sentence along needs none to begin with. */
  const brought = url.searchParams.has('text');
  const [vocabulary, segments, starts] = await Promise.all([
    get<Vocabulary>('/segments/vocabulary', { fetch }),
    get<Page<Segment>>('/segments', { fetch, query: { limit: 200 } }),
    brought ? [] : readStarts(fetch, currency),
  ]);
  return {
    currency,
    starts,
    vocabulary,
    segments: segments.ok ? segments.value.items : [],
  };
};
