import { get } from '$api/client';
import type { Page, Suppression } from '$api/shapes';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, depends }) => {
  depends('live:suppressions');
  const query = { q: url.searchParams.get('q'), limit: 50 };
  return { query, first: await get<Page<Suppression>>('/suppressions', { fetch, query }) };
};
