import { get } from '$api/client';
import type { Campaign, Decision, Page, Results } from '$api/shapes';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, url, depends }) => {
  depends('live:campaign');
  const path = `/campaigns/${encodeURIComponent(params.id)}`;
  const query = { what: url.searchParams.get('what') ?? 'sent', limit: 30 };
  const [campaign, results, people] = await Promise.all([
    get<Campaign>(path, { fetch }),
    get<Results>(`${path}/results`, { fetch }),
    get<Page<Decision>>(`${path}/people`, { fetch, query }),
  ]);
  return { path, query, campaign, results, people };
};
