/** The tree of a segment as the builder changes it: places are paths of indexes. Pure. */
import type { Cmp, Condition, Measure, Stretch, Tree, Unit, Value } from '$api/shapes';

export type Place = number[];

/** The group at the top: the builder always edits a list of lines. */
export function asGroup(tree: Tree | null): Tree & { op: 'and' | 'or' } {
  if (!tree) return { op: 'and', of: [] };
  return tree.op === 'and' || tree.op === 'or' ? tree : { op: 'and', of: [tree] };
}

function parts(tree: Tree): Tree[] {
  if (tree.op === 'and' || tree.op === 'or') return tree.of;
  return tree.op === 'not' ? [tree.of] : [];
}

function withParts(tree: Tree, next: Tree[]): Tree | null {
  if (tree.op === 'and' || tree.op === 'or') return { ...tree, of: next };
  if (tree.op === 'not') return next[0] ? { op: 'not', of: next[0] } : null;
  return tree;
}

export function at(tree: Tree, place: Place): Tree | null {
  let found: Tree | undefined = tree;
  for (const index of place) found = found && parts(found)[index];
  return found ?? null;
}

/** Puts `next` at a place; null takes the part away, and a group left empty with it. */
export function replace(tree: Tree, place: Place, next: Tree | null): Tree | null {
  const [index, ...rest] = place;
  if (index === undefined) return next;
  const own = parts(tree);
  const part = own[index];
  if (!part) return tree;
  const changed = replace(part, rest, next);
  const list = own.flatMap((one, spot) => (spot === index ? (changed ? [changed] : []) : [one]));
  if (list.length === 0) return null;
  return withParts(tree, list);
}

/** Adds a part at the end of the group at a place. */
export function add(tree: Tree, place: Place, part: Tree): Tree {
  const group = at(tree, place);
  if (!group || (group.op !== 'and' && group.op !== 'or')) return tree;
  return replace(tree, place, { ...group, of: [...group.of, part] }) ?? tree;
}

/** Says the opposite, or takes the opposite back. */
export function turn(tree: Tree, place: Place): Tree {
  const part = at(tree, place);
  if (!part) return tree;
  return replace(tree, place, part.op === 'not' ? part.of : { op: 'not', of: part }) ?? tree;
}

/** Indents a line: it becomes the first of a group of the other kind. */
export function indent(tree: Tree, place: Place, kind: 'and' | 'or'): Tree {
  const part = at(tree, place);
  return part ? (replace(tree, place, { op: kind, of: [part] }) ?? tree) : tree;
}

/** Takes away what means nothing, before it goes to the server: empty and single groups. */
export function tidy(tree: Tree): Tree | null {
  if (tree.op === 'not') {
    const inner = tidy(tree.of);
    return inner && { op: 'not', of: inner };
  }
  if (tree.op !== 'and' && tree.op !== 'or') return tree;
  const own = tree.of.map(tidy).filter((one): one is Tree => one !== null);
  if (own.length === 0) return null;
  return own.length === 1 ? (own[0] ?? null) : { ...tree, of: own };
}

export const UNITS: Unit[] = ['hours', 'days', 'weeks', 'months', 'years'];

/** Stretches of the shop's calendar. */
export const STRETCHES: Stretch[] = [
  'today',
  'yesterday',
  'this week',
  'last week',
  'this month',
  'last month',
  'this quarter',
  'last quarter',
  'this year',
  'last year',
];

export const AGGREGATES = ['sum', 'avg', 'min', 'max', 'first', 'last'];

const DAYS = 90;

/** What a new line begins with, so that it already means something. */
export function begin(condition: Condition, currency: string): Tree {
  const { name, type } = condition;
  if (condition.kind === 'pattern')
    return { op: 'no_since', kind: 'order', since: 'product_added' };
  if (condition.kind === 'field') {
    if (type === 'flag') return { op: 'field', field: name, cmp: 'is_true' };
    if (type === 'number') return { op: 'field', field: name, cmp: '>=', value: 1 };
    if (type === 'date')
      return { op: 'field', field: name, cmp: '>=', value: { ago: DAYS, unit: 'days' } };
    // Empty until somebody chooses: a value of ours would be a choice that nobody made.
    return condition.values?.length
      ? { op: 'field', field: name, cmp: '=', value: '' }
      : { op: 'field', field: name, cmp: 'is_known' };
  }
  if (type === 'days') return { op: 'measure', measure: { name }, cmp: '<=', value: 30 };
  const measure: Measure = { name, window: { kind: 'last', n: DAYS, unit: 'days' } };
  if (type === 'money') {
    return { op: 'measure', measure, cmp: '>=', value: { amount: 10_000, currency } };
  }
  if (AGGREGATES.includes(name)) {
    return {
      op: 'measure',
      measure: { name, property: condition.properties?.[0] },
      cmp: '>=',
      value: 50,
    };
  }
  if (name === 'bought' && condition.properties?.includes('category')) {
    measure.where = [{ property: 'category', cmp: 'contains', value: '' }];
  }
  return { op: 'measure', measure, cmp: '>=', value: 1 };
}

/** The name by which the vocabulary knows a leaf. */
export function nameOf(leaf: Tree): string {
  if (leaf.op === 'field') return leaf.field;
  if (leaf.op === 'measure') return leaf.measure.name;
  return leaf.op;
}

/** Comparisons that make sense for a type. */
export function comparisons(type: Condition['type'], kind: Condition['kind']): Cmp[] {
  if (type === 'flag') return ['is_true'];
  if (kind === 'measure') return ['>=', '<=', '=', '!=', '>', '<', 'between'];
  if (type === 'text') {
    return ['=', '!=', 'in', 'contains', 'starts_with', 'ends_with', 'is_known', 'is_unknown'];
  }
  return ['>=', '<=', '=', 'between', 'is_known', 'is_unknown'];
}

export function alone(cmp: Cmp): boolean {
  return cmp === 'is_known' || cmp === 'is_unknown' || cmp === 'is_true';
}

/** The value in the shape that a comparison wants: none, one, two, or a list. */
export function fit(
  value: Value | Value[] | undefined,
  cmp: Cmp,
  first: Value,
): Value | Value[] | undefined {
  if (alone(cmp)) return undefined;
  const list = value === undefined ? [first] : Array.isArray(value) ? value : [value];
  const one = list[0] ?? first;
  if (cmp === 'between') return [one, list[1] ?? one];
  if (cmp === 'in') return list.length ? list : [one];
  return one;
}

/** A byte offset of UTF-8 as an index into the string. */
export function indexOfByte(text: string, byte: number): number {
  let seen = 0;
  let index = 0;
  for (const char of text) {
    if (seen >= byte) break;
    seen += new TextEncoder().encode(char).length;
    index += char.length;
  }
  return index;
}
