import { get } from '$api/client';
import type { Home } from '$api/shapes';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends }) => {
  depends('live:home');
  return { home: await get<Home>('/home', { fetch }) };
};
