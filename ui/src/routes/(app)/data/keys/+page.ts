import { get } from '$api/client';
import type { Key, Page } from '$api/shapes';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends }) => {
  depends('live:keys');
  return { keys: await get<Page<Key>>('/keys', { fetch, query: { limit: 100 } }) };
};
