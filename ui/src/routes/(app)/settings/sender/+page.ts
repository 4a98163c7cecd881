import { get } from '$api/client';
import type { Sender } from '$api/shapes';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends }) => {
  depends('live:sender');
  return { sender: await get<Sender>('/sender', { fetch }) };
};
