/** What a customer said about being written to, and what can be recorded. Pure. */
import type { Customer } from '$api/shapes';

type View = Customer['consents'][number];

export interface ConsentRow {
  channel: string;
  topic: string;
  /** The address or number that it is about. */
  point: string;
  /** The word that stands; none where nobody ever asked. */
  word: View | null;
  /** What can be recorded: only about the address and the number that she has now. */
  offers: 'granted' | 'withdrawn' | null;
}

const TOPIC = 'marketing';

/** Every word that stands, then the addresses about which there is none. */
export function consentRows(
  customer: Pick<Customer, 'email' | 'phone' | 'consents'>,
): ConsentRow[] {
  const now: Record<string, string | null | undefined> = {
    email: customer.email,
    sms: customer.phone,
  };
  const stands = customer.consents.map((word): ConsentRow => {
    const current = now[word.channel] === word.point;
    const offers = word.state === 'granted' ? 'withdrawn' : 'granted';
    return { ...pick(word), word, offers: current ? offers : null };
  });
  const unasked = Object.entries(now).flatMap(([channel, point]): ConsentRow[] => {
    const asked = stands.some((one) => one.channel === channel && one.point === point);
    return point && !asked ? [{ channel, topic: TOPIC, point, word: null, offers: 'granted' }] : [];
  });
  return [...stands, ...unasked];
}

const pick = ({ channel, topic, point }: View) => ({ channel, topic, point });
