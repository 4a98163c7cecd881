import { get } from '$api/client';
import type { Import, Page } from '$api/shapes';
import type { PageLoad } from './$types';

export type Reason = { reason: string; title: string; advice: string };

export const load: PageLoad = async ({ fetch, params, depends }) => {
  depends('live:import');
  const path = `/imports/${encodeURIComponent(params.id)}`;
  const [found, reasons] = await Promise.all([
    get<Import>(path, { fetch }),
    get<Page<Reason>>('/intake/reasons', { fetch }),
  ]);
  return { path, found, reasons: reasons.ok ? reasons.value.items : [] };
};
