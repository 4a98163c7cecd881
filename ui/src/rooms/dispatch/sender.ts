/** The sender as it is written in a form, and how its checks read. Pure. */
import type { Sender, SenderDraft } from '$api/shapes';

type Smtp = SenderDraft['smtp'];

/** Whether a form says something else than what is saved. */
export function differs(sender: Sender, draft: SenderDraft): boolean {
  const plain = (one: Sender | SenderDraft) => {
    const { host, port, tls, user, connections } = one.smtp as Smtp;
    const own = [one.from_name, one.from_email, one.reply_to || null, one.postal_address];
    return JSON.stringify([...own, host, port, tls, user || null, connections]);
  };
  return !!(draft.smtp as Smtp).password || plain(sender) !== plain(draft);
}

/** How a check is shown; mails that anyone can read on the way are not fine. */
export function lookOf(check: Sender['checks'][number], tls: string): string {
  return check.name === 'smtp' && check.state === 'good' && tls === 'none' ? 'open' : check.state;
}
