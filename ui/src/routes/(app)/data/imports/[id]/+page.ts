import { get } from '$api/client';
import type { Import, Page, RefusalReason } from '$api/shapes';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, depends }) => {
  depends('live:import');
  const path = `/imports/${encodeURIComponent(params.id)}`;
  const [found, reasons] = await Promise.all([
    get<Import>(path, { fetch }),
    get<Page<RefusalReason>>('/intake/reasons', { fetch }),
  ]);
  return { path, found, reasons: reasons.ok ? reasons.value.items : [] };
};
