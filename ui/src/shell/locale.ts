/** The reader's language for numbers and dates, and one formatter of each kind. Pure. */

/** The language of numbers and dates: the browser's. Words are English as yet. */
export const locale = typeof navigator === 'undefined' ? 'en' : navigator.language || 'en';

const made = new Map<string, unknown>();

/** Making a formatter costs far more than using it, and a list uses the same one in every row. */
export function once<Made>(key: string, make: () => Made): Made {
  let known = made.get(key) as Made | undefined;
  if (known === undefined) made.set(key, (known = make()));
  return known;
}

/** A number with at most so many decimals, grouped as the reader writes it. */
export function number(n: number, decimals = 0): string {
  return once(
    `number ${decimals}`,
    () => new Intl.NumberFormat(locale, { maximumFractionDigits: decimals }),
  ).format(n);
}
