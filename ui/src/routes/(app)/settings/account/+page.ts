import { get } from '$api/client';
import type { Page, SessionRow } from '$api/shapes';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends }) => {
  depends('live:sessions');
  return { sessions: await get<Page<SessionRow>>('/sessions', { fetch }) };
};
