/** Our own mails in a story, as this customer got them. */
import { SvelteMap } from 'svelte/reactivity';
import { get } from '$api/client';
import type { Page, SentMail, TimelineItem } from '$api/shapes';

/** Mails that the server is asked for at once. */
const ASKED_MAX = 100;

const text = (item: TimelineItem, name: string): string | null => {
  const value = item.properties[name];
  return item.group === 'messages' && typeof value === 'string' ? value : null;
};

/** The message that a moment is about, when it is one of ours. */
export const messageOf = (item: TimelineItem) => text(item, 'campaign_id');

const deliveryOf = (item: TimelineItem) => text(item, 'delivery_id');

export class Mails {
  private readonly known = new SvelteMap<string, SentMail>();
  private readonly asked: string[] = [];

  /** The mail; undefined while it is not known. */
  of(item: TimelineItem): SentMail | undefined {
    return this.known.get(deliveryOf(item) ?? '');
  }

  /** Asks for what is not known yet, each mail once. */
  async read(items: TimelineItem[]): Promise<void> {
    const named = new Set(items.map(deliveryOf).filter((id) => id !== null));
    const fresh = [...named].filter((id) => !this.asked.includes(id));
    this.asked.push(...fresh);
    for (let from = 0; from < fresh.length; from += ASKED_MAX) {
      const ids = fresh.slice(from, from + ASKED_MAX).join(',');
      const answer = await get<Page<SentMail>>('/deliveries', { query: { ids } });
      if (answer.ok) for (const mail of answer.value.items) this.known.set(mail.id, mail);
    }
  }
}
