import { get } from '$api/client';
import type { Page, Refused } from '$api/shapes';
import type { PageLoad } from './$types';

const LIMIT = 30;

export const load: PageLoad = async ({ fetch, depends }) => {
  depends('live:quarantine');
  const query = { limit: LIMIT };
  const [first, reasons] = await Promise.all([
    get<Page<Refused>>('/intake/quarantine', { fetch, query }),
    get<Page<{ reason: string; title: string; advice: string }>>('/intake/reasons', { fetch }),
  ]);
  return { query, first, reasons: reasons.ok ? reasons.value.items : [] };
};
