import { get } from '$api/client';
import type { Page, Refused } from '$api/shapes';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ fetch, depends }) => {
  depends('live:call');
  const found = await get<Page<Refused>>('/intake/quarantine', { fetch, query: { limit: 1 } });
  return { waiting: found.ok ? (found.value.total ?? found.value.items.length) : 0 };
};
