import { get } from '$api/client';
import type { Shop } from '$api/shapes';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch }) => ({ shop: await get<Shop>('/shop', { fetch }) });
