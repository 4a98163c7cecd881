/** Fields of a customer and their values in words. Pure. */
import { country, day, language, plain } from '$shell/format';
import { t, tOr } from '$shell/words';

/** "First name" for `first_name`, "Shoe size" for `attribute.shoe_size`. */
export const fieldWord = (name: string) =>
  tOr(`field.${name}`, plain(name.replace(/^attribute\./, '')));

/** The value as a person reads it. */
export function valueWord(field: string, value: unknown): string {
  if (isEmpty(value)) return '–';
  if (Array.isArray(value)) return value.join(', ');
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (/_(at|date)$/.test(field) && !Number.isNaN(Date.parse(text))) return day(text);
  if (field === 'country') return country(text);
  if (field === 'language') return language(text);
  return text;
}

/** What is asked for first; the shop's own fields follow. */
const ORDER = [
  'first_name',
  'last_name',
  'email',
  'phone',
  'street1',
  'street2',
  'postal_code',
  'city',
  'region',
  'country',
  'birth_date',
  'gender',
  'language',
  'timezone',
  'tags',
  'created_at',
];

function place(name: string): number {
  const at = ORDER.indexOf(name);
  return at < 0 ? ORDER.length : at;
}

export const isEmpty = (value: unknown) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length);

/** Fields that hold something, or did, as a person looks for them. */
export function arranged<F extends { name: string; value: unknown; others: unknown[] }>(
  fields: readonly F[],
): F[] {
  return fields
    .filter((one) => !isEmpty(one.value) || one.others.length > 0)
    .sort((a, b) => place(a.name) - place(b.name) || a.name.localeCompare(b.name));
}

/** Where an identifier counts: `email`, `phone`, `id:shop`, `anon:web`. */
export function spaceWord(space: string): string {
  const [kind = '', namespace = ''] = space.split(':');
  if (kind === 'anon') return t('space.anonymous');
  if (kind !== 'id') return tOr(`space.${kind}`, plain(kind));
  return namespace === 'shop' ? t('space.shop') : t('space.id', { namespace: plain(namespace) });
}
