import { get } from '$api/client';
import type { Mail, MailboxRow, Page } from '$api/shapes';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, depends }) => {
  depends('live:mailbox');
  const query = { q: url.searchParams.get('q'), limit: 40 };
  const id = url.searchParams.get('mail');
  const [first, mail] = await Promise.all([
    get<Page<MailboxRow>>('/mailbox', { fetch, query }),
    id ? get<Mail>(`/mailbox/${encodeURIComponent(id)}`, { fetch }) : null,
  ]);
  return { query, id, first, mail };
};
