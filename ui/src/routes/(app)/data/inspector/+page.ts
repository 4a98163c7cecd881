import { get } from '$api/client';
import type { Call, Page } from '$api/shapes';
import type { PageLoad } from './$types';

const LIMIT = 50;

export const load: PageLoad = async ({ fetch, url }) => {
  const query = { state: url.searchParams.get('state'), limit: LIMIT };
  return { query, first: await get<Page<Call>>('/intake/calls', { fetch, query }) };
};
