import { get } from '$api/client';
import type { Page, Segment, Vocabulary } from '$api/shapes';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends }) => {
  depends('live:segments');
  const [segments, vocabulary] = await Promise.all([
    get<Page<Segment>>('/segments', { fetch, query: { limit: 200 } }),
    get<Vocabulary>('/segments/vocabulary', { fetch }),
  ]);
  return { segments, conditions: vocabulary.ok ? vocabulary.value.conditions : [] };
};
