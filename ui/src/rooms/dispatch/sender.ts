/** The sender as it is typed, and what is told of it. Pure. */
import type { Sender } from '$api/types';

export interface SenderDraft {
  from_name: string;
  from_email: string;
  reply_to: string;
  postal_address: string;
  host: string;
  port: string;
  tls: string;
  user: string;
  /** Empty keeps the one that is set. */
  password: string;
  connections: string;
}

export const draftOf = (sender: Sender): SenderDraft => ({
  from_name: sender.from_name,
  from_email: sender.from_email,
  reply_to: sender.reply_to ?? '',
  postal_address: sender.postal_address,
  host: sender.smtp.host,
  port: String(sender.smtp.port),
  tls: sender.smtp.tls,
  user: sender.smtp.user ?? '',
  password: '',
  connections: String(sender.smtp.connections),
});

/** What is sent. Without a user there is no password either; an empty one keeps what is set. */
export function bodyOf(draft: SenderDraft) {
  const user = draft.user.trim();
  return {
    from_name: draft.from_name,
    from_email: draft.from_email,
    reply_to: draft.reply_to || null,
    postal_address: draft.postal_address,
    smtp: {
      host: draft.host,
      port: Number(draft.port) || 0,
      tls: draft.tls,
      user: user || null,
      ...(draft.password ? { password: draft.password } : user ? {} : { password: '' }),
      connections: Number(draft.connections) || 1,
    },
  };
}

/** Where the record of a check is to be put; empty where there is none. */
export function recordName(check: string, sender: Sender): string {
  const domain = sender.from_email.split('@')[1] ?? '';
  if (check === 'spf') return domain;
  if (check === 'dmarc') return domain && `_dmarc.${domain}`;
  if (check === 'dkim') return sender.dkim?.record_name ?? '';
  return '';
}

/** The record to put there, whole where a check only shows its beginning. */
export function recordValue(check: Sender['checks'][number], sender: Sender): string {
  if (check.name === 'dkim') return sender.dkim?.record_value ?? check.want ?? '';
  return check.want ?? '';
}
