/** Fields of a customer and their values in words. Pure. */
import { country, day, language, plain } from '$shell/format';
import { t, tOr } from '$shell/words';

/** "First name" for `first_name`, "Shoe size" for `attribute.shoe_size`. */
export const fieldWord = (name: string) =>
  tOr(`field.${name}`, plain(name.replace(/^attribute\./, '')));

/** The value as a person reads it. */
export function valueWord(field: string, value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (Array.isArray(value)) return value.join(', ');
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (/_(at|date)$/.test(field) && !Number.isNaN(Date.parse(text))) return day(text);
  if (field === 'country') return country(text);
  if (field === 'language') return language(text);
  return text;
}

/** Where an identifier counts: `email`, `phone`, `id:shop`, `anon:web`. */
export function spaceWord(space: string): string {
  const [kind = '', namespace = ''] = space.split(':');
  if (kind === 'anon') return t('space.anonymous');
  if (kind !== 'id') return tOr(`space.${kind}`, plain(kind));
  return namespace === 'shop' ? t('space.shop') : t('space.id', { namespace: plain(namespace) });
}
