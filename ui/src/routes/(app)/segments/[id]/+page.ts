import { get } from '$api/client';
import type { Member, Page, Segment } from '$api/shapes';
import type { PageLoad } from './$types';

const LIMIT = 30;

export const load: PageLoad = async ({ fetch, params, depends }) => {
  depends('live:segment');
  const path = `/segments/${encodeURIComponent(params.id)}`;
  const [segment, members, history] = await Promise.all([
    get<Segment>(path, { fetch }),
    get<Page<Member>>(`${path}/members`, { fetch, query: { limit: LIMIT } }),
    get<{ points: { at: string; count: number }[] }>(`${path}/history`, { fetch }),
  ]);
  return { path, limit: LIMIT, segment, members, points: history.ok ? history.value.points : [] };
};
