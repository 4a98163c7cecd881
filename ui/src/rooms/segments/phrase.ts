/** How parts of a condition are said. Pure; every text comes from the locale. */
import type { Cmp, Condition, Filter, Tree, Value, Window } from '$api/shapes';
import { country, day, money, number, plain } from '$shell/format';
import { t, tOr } from '$shell/words';
import { AGGREGATES, alone, nameOf } from './tree';

/** The words that begin a line about a condition: "ordered", "have a roast that". */
export function subject(name: string, condition: Condition | undefined): string {
  const label = condition?.label ?? plain(name);
  // Names that shops write with capitals, such as NPS, stay as they are.
  const small = /^[A-Z][a-z ]/.test(label)
    ? label.charAt(0).toLocaleLowerCase() + label.slice(1)
    : label;
  if (condition?.kind === 'field')
    return tOr(`say.${name}`, t(`say.field_${condition.type}`, { label: small }));
  if (condition?.type === 'days')
    return tOr(`say.${name}`, small.replace(/^days since /, t('say.days_since')));
  return tOr(`say.${name}`, t('say.did', { what: plain(name).toLocaleLowerCase() }));
}

/** Fields whose values are places: one lives in them. */
const PLACES = new Set(['country', 'city', 'region']);

export function comparison(
  cmp: Cmp,
  type: Condition['type'],
  kind: Condition['kind'],
  name = '',
): string {
  const placed = PLACES.has(name) ? tOr(`cmp.place.${cmp}`, '') : '';
  if (placed) return placed;
  if (cmp === 'is_true') return t('cmp.is_true');
  if (type === 'date') return tOr(`cmp.date.${cmp}`, cmp);
  if (type === 'text' && kind === 'field') return tOr(`cmp.text.${cmp}`, cmp);
  return tOr(`cmp.${cmp}`, cmp);
}

/** A date of the language; a word such as `today` stays as it is. */
const dateWord = (date: string) => (Number.isNaN(Date.parse(date)) ? date : day(date));

/** A comparison where it is chosen: "in" alone would not tell one place from several. */
export const choice = (
  cmp: Cmp,
  type: Condition['type'],
  kind: Condition['kind'],
  name: string,
): string =>
  cmp === 'in' && PLACES.has(name) ? t('cmp.place.in_several') : comparison(cmp, type, kind, name);

export function one(value: Value, name: string): string {
  if (typeof value === 'number') return number(value, 2);
  if (typeof value === 'string') {
    if (value === '') return '…';
    return name === 'country' && /^[A-Za-z]{2}$/.test(value) ? country(value.toUpperCase()) : value;
  }
  if ('amount' in value) return money(value, 'plain');
  if ('date' in value) return dateWord(value.date);
  return t('say.ago', { n: value.ago, unit: unit(value.unit, value.ago) });
}

export function unit(name: string, n: number): string {
  return tOr(`unit.${name}`, name, { n });
}

export function values(value: Value | Value[] | undefined, cmp: Cmp, name: string): string {
  if (value === undefined) return '';
  const list = (Array.isArray(value) ? value : [value]).map((item) => one(item, name));
  if (cmp === 'between') return list.join(` ${t('say.and')} `);
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(list);
}

/** "3 times", "€500", "30 days ago", "Germany". */
export function amount(
  value: Value | Value[] | undefined,
  cmp: Cmp,
  name: string,
  condition: Condition | undefined,
): string {
  const said = values(value, cmp, name);
  if (condition?.kind !== 'measure') return said;
  const n = typeof value === 'number' ? value : 2;
  if (condition.type === 'days') return t('say.days_ago', { said, n });
  if (condition.type === 'number' && AGGREGATES.includes(name)) return said;
  if (condition.type === 'number' && name === 'units') return t('say.pieces', { said, n });
  if (condition.type === 'number')
    return t(typeof value === 'number' ? 'say.times_of' : 'say.times', { said, n });
  return said;
}

export function stretch(window: Window | null | undefined): string {
  if (!window) return t('window.ever');
  if (window.kind === 'last')
    return t(window.n === 1 ? 'window.last_one' : 'window.last', {
      n: window.n,
      unit: unit(window.unit, window.n),
    });
  if (window.kind === 'calendar')
    return tOr(`window.${window.word.replace(' ', '_')}`, window.word);
  if (window.kind === 'since') return t('window.since_day', { from: dateWord(window.from) });
  return t('window.between', { from: dateWord(window.from), to: dateWord(window.to) });
}

export function filter(one: Filter): string {
  return t('say.filter', {
    property: plain(one.property).toLocaleLowerCase(),
    cmp: tOr(`cmp.text.${one.cmp}`, one.cmp),
    value: values(one.value ?? undefined, one.cmp, one.property),
  });
}

/** Whether a measure counts how often something happened. */
const counts = (condition: Condition | undefined, name: string) =>
  condition?.kind === 'measure' &&
  condition.type === 'number' &&
  name !== 'units' &&
  !AGGREGATES.includes(name);

/** One condition as part of a sentence: "ordered at least 2 times in the last 90 days". */
function leafWords(leaf: Tree, conditions: Condition[]): string {
  const name = nameOf(leaf);
  const condition = conditions.find((one) => one.name === name);
  if (leaf.op === 'segment') return `${t('say.in_segment')} “${leaf.name}”`;
  if (leaf.op === 'no_since') {
    const [what, since] = [leaf.kind, leaf.since].map((one) => plain(one).toLocaleLowerCase());
    return `${t('say.no')} ${what} ${t('say.since_last')} ${since}`;
  }
  if (leaf.op === 'field') {
    const said = alone(leaf.cmp) ? '' : values(leaf.value, leaf.cmp, name);
    const cmp = comparison(leaf.cmp, condition?.type ?? 'text', condition?.kind ?? 'field', name);
    return [subject(name, condition), cmp, said].filter(Boolean).join(' ');
  }
  if (leaf.op !== 'measure') return '';
  const { property, where = [], window } = leaf.measure;
  const details = where.map((one, at) => `${at ? t('say.and') : t('say.with')} ${filter(one)}`);
  // "Exactly 0 times" is how the builder's words read one by one; a sentence says it at once.
  const never = counts(condition, name) && leaf.cmp === '=' && leaf.value === 0;
  return [
    subject(name, condition),
    property ? plain(property).toLocaleLowerCase() : '',
    ...details,
    never ? '' : comparison(leaf.cmp, condition?.type ?? 'number', condition?.kind ?? 'measure'),
    never ? t('say.not_once') : amount(leaf.value, leaf.cmp, name, condition),
    window ? stretch(window) : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** A whole segment as one sentence without its beginning, "customers who". */
export function sentence(tree: Tree, conditions: Condition[], inner = false): string {
  if (tree.op === 'not') return `${t('say.not')} ${sentence(tree.of, conditions, true)}`;
  if (tree.op !== 'and' && tree.op !== 'or') return leafWords(tree, conditions);
  const join = tree.op === 'and' ? t('say.and') : t('say.or');
  const said = tree.of.map((part) => sentence(part, conditions, true)).join(` ${join} `);
  return inner && tree.of.length > 1 ? `(${said})` : said;
}
