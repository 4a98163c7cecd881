/** As whom a message can be seen: first those who will get it. Pure. */
import type { Campaign, CustomerRow } from '$api/shapes';

export interface Viewer {
  id: string;
  name: string;
  /** Whether the message would reach this person, as far as it is known here. */
  gets: boolean;
}

interface Query {
  q: string;
  segment?: string | null;
  text?: string | null;
}

/** The topic that the segment language knows the consent of. */
const TOPIC = 'marketing';

/** What to ask for, one after the other, until there are enough: whom it reaches comes first. */
export function viewerQueries(
  content: Pick<Campaign, 'segment' | 'segment_text' | 'topic'>,
  words: string,
): Query[] {
  const { segment, segment_text: text, topic } = content;
  const q = words.trim();
  const agreed = topic === TOPIC ? [text ? `(${text})` : '', 'email_consent'] : [text ?? ''];
  const reached = { q, segment, text: agreed.filter(Boolean).join(' and ') };
  const audience = { q, segment, text };
  // Somebody else is looked for by name only.
  return q ? [reached, audience, { q }] : [reached, audience];
}

/** Those of each answer who were in none before. */
export function viewersOf(answers: CustomerRow[][], most: number): Viewer[] {
  const found = new Map<string, Viewer>();
  answers.forEach((rows, index) => {
    for (const { id, name, email } of rows)
      if (!found.has(id)) found.set(id, { id, name, gets: index === 0 && !!email });
  });
  return [...found.values()].slice(0, most);
}
