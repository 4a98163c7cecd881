import { get } from '$api/client';
import type { History, Member, Page, Segment, Vocabulary } from '$api/shapes';
import type { PageLoad } from './$types';

const LIMIT = 30;

export const load: PageLoad = async ({ fetch, params, depends }) => {
  depends('live:segment');
  const path = `/segments/${encodeURIComponent(params.id)}`;
  const [segment, members, history, vocabulary] = await Promise.all([
    get<Segment>(path, { fetch }),
    get<Page<Member>>(`${path}/members`, { fetch, query: { limit: LIMIT } }),
    get<History>(`${path}/history`, { fetch }),
    get<Vocabulary>('/segments/vocabulary', { fetch }),
  ]);
  return {
    path,
    limit: LIMIT,
    segment,
    members,
    points: history.ok ? history.value.points : [],
    conditions: vocabulary.ok ? vocabulary.value.conditions : [],
  };
};
