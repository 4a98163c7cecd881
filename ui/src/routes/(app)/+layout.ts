import { redirect } from '@sveltejs/kit';
import { get } from '$api/client';
import { session } from '$shell/session.svelte';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ fetch, url }) => {
  const answer = await session.find(fetch);
  if (answer.ok) return { session: answer.value };
  if (answer.problem.status === 401) {
    const setup = await get<{ needed: boolean }>('/setup', { fetch });
    if (setup.ok && setup.value.needed) redirect(307, '/setup');
    redirect(307, `/sign-in?to=${encodeURIComponent(url.pathname + url.search)}`);
  }
  return { session: null, problem: answer.problem };
};
