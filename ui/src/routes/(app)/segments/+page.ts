import { get } from '$api/client';
import type { Page, Segment } from '$api/shapes';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends }) => {
  depends('live:segments');
  return { segments: await get<Page<Segment>>('/segments', { fetch, query: { limit: 200 } }) };
};
