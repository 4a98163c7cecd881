/** What a moment of the story says. Pure. */
import type { Order, TimelineItem } from '$api/shapes';
import { money, webWord } from '$shell/format';
import { t } from '$shell/words';
import { fieldWord } from '../fields';

/** Fields that are named before the rest is only counted. */
const NAMED_MAX = 4;

/** "first name" for "First name": inside a sentence. Words in capitals, such as SMS, stay. */
const inside = (word: string) =>
  /^\p{Lu}[^\p{Lu}]*$/u.test(word) ? word.charAt(0).toLocaleLowerCase() + word.slice(1) : word;

/** "city, first name and 3 more" for the names of fields as the server lists them. */
function fieldsOf(detail: string): string {
  const names = detail.split(', ').filter(Boolean);
  const words = names.map((name) => inside(fieldWord(name.replaceAll(' ', '_'))));
  const more = words.length - NAMED_MAX;
  const shown = more > 1 ? [...words.slice(0, NAMED_MAX), t('story.more', { n: more })] : words;
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(shown);
}

/** "3 items · €84.00". */
export const orderLine = (order: Pick<Order, 'lines' | 'total'>) =>
  [itemsWord(order), money(order.total)].filter(Boolean).join(' · ');

/** "3 items"; empty when the order names none. */
export function itemsWord(order: Pick<Order, 'lines'>): string {
  const n = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  return n > 0 ? t('order.items', { n }) : '';
}

/** The words of a moment: what happened, and what more there is to say. */
export function momentWords(item: TimelineItem): { title: string; detail: string } {
  const detail = (item.detail ?? '').replaceAll(/https?:\/\/\S+/g, webWord);
  if (item.kind !== 'customer_updated') return { title: item.title, detail };
  const fields = fieldsOf(detail);
  if (item.source === 'staff') {
    return { title: fields ? t('story.edited', { fields }) : t('story.emptied'), detail: '' };
  }
  return { title: fields ? t('story.learned', { fields }) : t('story.seen_again'), detail: '' };
}
