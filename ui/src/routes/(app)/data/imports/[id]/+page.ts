import { get } from '$api/client';
import type { Import } from '$api/shapes';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, depends }) => {
  depends('live:import');
  const path = `/imports/${encodeURIComponent(params.id)}`;
  return { path, found: await get<Import>(path, { fetch }) };
};
