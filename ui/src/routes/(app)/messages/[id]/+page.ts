import { redirect } from '@sveltejs/kit';
import { get } from '$api/client';
import type { Campaign, Page, Segment, Sender } from '$api/shapes';
import { saidOf } from '$rooms/segments/said';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, depends }) => {
  depends('live:campaign');
  const path = `/campaigns/${encodeURIComponent(params.id)}`;
  const [campaign, segments, sender] = await Promise.all([
    get<Campaign>(path, { fetch }),
    get<Page<Segment>>('/segments', { fetch, query: { limit: 200 } }),
    get<Sender>('/sender', { fetch }),
  ]);
  if (campaign.ok && !['draft', 'scheduled'].includes(campaign.value.state)) {
    redirect(307, `/messages/${params.id}/results`);
  }
  return {
    path,
    campaign,
    segments: segments.ok ? segments.value.items : [],
    /** The audience in words, where it is no segment that has a name. */
    said: campaign.ok ? await saidOf(campaign.value.segment_text ?? '', fetch) : '',
    from: sender.ok ? sender.value.from_name : '',
  };
};
