/** What two customers would be as one, where they are not alike. Pure. */
import type { Field } from '$api/shapes';
import { arranged, isEmpty } from '../fields';

export interface Difference {
  name: string;
  /** The word that will hold. */
  holds: Pick<Field, 'value' | 'provenance'>;
  /** The word of the other one, which is kept; none where only one of them has any. */
  behind: Pick<Field, 'value' | 'provenance'> | null;
}

/** The page says since when she is a customer; there the earliest day counts, whoever says it. */
const ASIDE = 'created_at';

const alike = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

const ownOf = (fields: readonly Field[], name: string) => {
  const field = fields.find((one) => one.name === name);
  return field && !isEmpty(field.value) ? field : null;
};

/** The fields in which the two differ, those that both have first. */
export function differences(
  first: readonly Field[],
  second: readonly Field[],
  joined: readonly Field[],
): Difference[] {
  const found = arranged(joined).flatMap((field): Difference[] => {
    if (field.name === ASIDE) return [];
    const pair = [ownOf(first, field.name), ownOf(second, field.name)];
    const [a, b] = pair;
    if ((!a && !b) || (a && b && alike(a.value, b.value))) return [];
    const lost = pair.find((one) => one && !alike(one.value, field.value)) ?? null;
    return [{ name: field.name, holds: field, behind: lost }];
  });
  return [...found.filter((one) => one.behind), ...found.filter((one) => !one.behind)];
}
