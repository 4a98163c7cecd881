/** Columns of the customer list that can be shown; the address holds the choice. */
export const COLUMNS = [
  'place',
  'phone',
  'orders',
  'spent',
  'last',
  'first',
  'since',
  'consent',
  'group',
  'tags',
] as const;

export type ColumnKey = (typeof COLUMNS)[number];

export const USUAL: ColumnKey[] = ['place', 'orders', 'spent', 'last', 'consent', 'group'];

/** Reads `cols=place,orders`; without it the usual ones. */
export function readColumns(text: string | null): ColumnKey[] {
  if (text === null) return USUAL;
  const wanted = text.split(',');
  return COLUMNS.filter((key) => wanted.includes(key));
}
