import { get } from '$api/client';
import type { Import, Page } from '$api/shapes';
import type { PageLoad } from './$types';

const LIMIT = 30;

export const load: PageLoad = async ({ fetch, depends }) => {
  depends('live:imports');
  const query = { limit: LIMIT };
  return { query, first: await get<Page<Import>>('/imports', { fetch, query }) };
};
