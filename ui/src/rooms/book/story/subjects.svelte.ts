/** The subjects of our own messages in a story, as this customer gets to read them. */
import { SvelteMap } from 'svelte/reactivity';
import { post } from '$api/client';
import type { Rendered, TimelineItem } from '$api/shapes';

/** The message that a moment is about, when it is one of ours. */
export function messageOf(item: TimelineItem): string | null {
  const id = item.properties['campaign_id'];
  return item.group === 'messages' && typeof id === 'string' ? id : null;
}

export class Subjects {
  private readonly known = new SvelteMap<string, string>();
  private readonly asked: string[] = [];
  private readonly customer: string;

  constructor(customer: string) {
    this.customer = customer;
  }

  /** The subject; empty while it is not known. */
  of(item: TimelineItem): string {
    return this.known.get(messageOf(item) ?? '') ?? '';
  }

  /** Asks for what is not known yet, each message once. */
  async read(items: TimelineItem[]): Promise<void> {
    for (const id of items.map(messageOf)) {
      if (!id || this.asked.includes(id)) continue;
      this.asked.push(id);
      const path = `/campaigns/${encodeURIComponent(id)}/preview`;
      const answer = await post<Rendered>(path, { customer: this.customer });
      if (answer.ok) this.known.set(id, answer.value.subject);
    }
  }
}
