/** What may come next where somebody writes a segment as text. Pure. */
import type { Condition } from '$api/shapes';
import { country, plain } from '$shell/format';
import { t } from '$shell/words';
import { offered } from './offer';
import { subject } from './phrase';

export interface Offer {
  /** What takes the place of the word that is being written. */
  text: string;
  /** What it means. */
  detail: string;
}

export interface Offers {
  /** The word that is being written, as indexes into the text. */
  from: number;
  to: number;
  list: Offer[];
}

const OFFERS_MAX = 8;
/** Fewer letters are in almost every explanation. */
const LETTERS_MIN = 3;
const WORD = /[\p{L}_][\p{L}\p{N}_.]*$/u;
/** How a value ends: a quote, a digit, a bracket, a currency, or one of the last words. */
const VALUE_END = /^([)"\d]|[A-Z]{3}|ago|known|unknown|today|yesterday)$/;
const JOINS = ['and', 'or'];
const COMPARES = ['between', 'in (', 'is known', 'is unknown'];
const COMPARES_COUNT = ['between'];
const COMPARES_TEXT = ['contains', 'starts with', 'ends with', 'matches'];
const STRETCHES = [
  'last 30 days',
  'last 90 days',
  'last 12 months',
  'this month',
  'last month',
  'this year',
  'since ',
  'between ',
];

/** The text before the caret without what is quoted and closed, so that brackets count. */
function open(before: string): { text: string; quoted: string | null } {
  const parts = before.split('"');
  const quoted = parts.length % 2 === 0 ? (parts.at(-1) ?? '') : null;
  const text = parts.map((part, index) => (index % 2 === 0 ? part : '"')).join('');
  return { text: quoted === null ? text : text.slice(0, -1), quoted };
}

/** The name before the bracket that the caret is in; null outside of all. */
function around(text: string): string | null {
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    if (text[at] === ')') depth += 1;
    if (text[at] === '(' && (depth -= 1) < 0) return WORD.exec(text.slice(0, at))?.[0] ?? '';
  }
  return null;
}

/** What may stand in the quotes, and the field that it is compared with. */
function valuesFor(
  text: string,
  conditions: Condition[],
  segments: string[],
): { named: string; values: string[] } {
  if (/\bin\s+segment\s*$/i.test(text)) return { named: '', values: segments };
  const list = /([\p{L}_][\p{L}\p{N}_.]*)\s+in\s*\([^()]*$/iu.exec(text);
  const name = list ?? /([\p{L}_][\p{L}\p{N}_.]*)\s*(?:!?=|\p{L}+(?:\s+with)?)\s*$/u.exec(text);
  const named = name?.[1]?.toLowerCase() ?? '';
  return { named, values: conditions.find((one) => one.name === named)?.values ?? [] };
}

const saying = (one: Condition) =>
  one.kind === 'measure' ? subject(one.name, one) : one.label || subject(one.name, one);

/** What stands before the word that is being written decides what it can be. */
function candidates(text: string, conditions: Condition[]): Offer[] {
  const inside = conditions.find((one) => one.name === around(text)?.toLowerCase());
  const joins = JOINS.map((word) => ({ text: `${word} `, detail: t('complete.join') }));
  if (inside?.kind === 'measure') {
    return [
      ...(inside.properties ?? []).map((name) => ({ text: name, detail: plain(name) })),
      ...STRETCHES.map((word) => ({ text: word, detail: t('window.title') })),
      ...COMPARES_TEXT.map((word) => ({ text: word, detail: t('complete.compare') })),
      ...joins,
    ];
  }
  const last = /([\p{L}_][\p{L}\p{N}_.]*|[)"\d])\s+$/u.exec(text)?.[1] ?? '';
  const named = conditions.find((one) => one.name === last.toLowerCase());
  if (named && named.type !== 'flag') {
    const fields = named.type === 'text' ? [...COMPARES_TEXT, ...COMPARES] : COMPARES;
    const words = named.kind === 'measure' ? COMPARES_COUNT : fields;
    return words.map((word) => ({ text: word, detail: t('complete.compare') }));
  }
  if (named || VALUE_END.test(last)) return joins;
  return [
    ...offered(conditions)
      .filter((one) => one.kind !== 'pattern')
      .map((one) => ({ text: one.name, detail: saying(one) })),
    { text: 'not ', detail: t('segment.turn') },
    { text: 'in segment "', detail: t('say.in_segment') },
    { text: 'no order since last ', detail: t('segment.kind_pattern') },
  ];
}

/** What begins as it is written first, then what has it in its words. */
function best(list: Offer[], written: string): Offer[] {
  const wanted = written.toLowerCase();
  const rank = (one: Offer) => {
    const text = one.text.toLowerCase();
    if (text.startsWith(wanted)) return 0;
    if (text.includes(wanted)) return 1;
    return wanted.length >= LETTERS_MIN && one.detail.toLowerCase().includes(wanted) ? 2 : 3;
  };
  return list
    .map((one, index) => ({ one, index, rank: rank(one) }))
    .filter((item) => item.rank < 3 && item.one.text.trim().toLowerCase() !== wanted)
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map((item) => item.one)
    .slice(0, OFFERS_MAX);
}

/** What could be meant at the caret; null where there is nothing to say. */
export function complete(
  text: string,
  caret: number,
  conditions: Condition[],
  segments: string[],
): Offers | null {
  const before = text.slice(0, caret);
  const { text: said, quoted } = open(before);
  const written = quoted ?? WORD.exec(before)?.[0] ?? '';
  if (quoted === null && !written) return null;
  const closing = text[caret] === '"' ? '' : '"';
  const { named, values } = valuesFor(quoted === null ? '' : said, conditions, segments);
  const list =
    quoted === null
      ? candidates(said.slice(0, said.length - written.length), conditions)
      : values.map((value) => ({
          text: `${value}${closing}`,
          detail: named === 'country' ? country(value) : '',
        }));
  const found = best(list, written);
  return found.length ? { from: caret - written.length, to: caret, list: found } : null;
}

/** The text with an offer taken, and where the caret then stands. */
export function taken(text: string, offers: Offers, offer: Offer): { text: string; caret: number } {
  return {
    text: text.slice(0, offers.from) + offer.text + text.slice(offers.to),
    caret: offers.from + offer.text.length,
  };
}
