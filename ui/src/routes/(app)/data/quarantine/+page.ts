import { get } from '$api/client';
import type { Page, RefusalReason, Refused } from '$api/shapes';
import type { PageLoad } from './$types';

const LIMIT = 30;

export const load: PageLoad = async ({ fetch, depends }) => {
  depends('live:quarantine');
  const query = { limit: LIMIT };
  const [first, reasons] = await Promise.all([
    get<Page<Refused>>('/intake/quarantine', { fetch, query }),
    get<Page<RefusalReason>>('/intake/reasons', { fetch }),
  ]);
  return { query, first, reasons: reasons.ok ? reasons.value.items : [] };
};
