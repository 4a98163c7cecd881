/**
 * Texts of the app. Messages live in `locales/*.json` and may hold `{name}`, `{n, number}` and
 * `{n, plural, =0 {…} one {…} other {…}}`, the part of ICU message syntax that the app uses.
 */
import en from '$locales/en.json';
import { number } from './locale';

export type Key = keyof typeof en;
export type Values = Record<string, string | number>;

const plurals = new Intl.PluralRules('en');
/** What is counted has none; a difference of shares may. */
const DECIMALS_MAX = 3;

/** The index after the brace that closes the one before `from`. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}

function choose(n: number, cases: string): string {
  const found = new Map<string, string>();
  const head = /\s*(=\d+|[a-z]+)\s*\{/y;
  let at = 0;
  for (;;) {
    head.lastIndex = at;
    const match = head.exec(cases);
    if (!match) break;
    const end = closing(cases, head.lastIndex);
    found.set(match[1] ?? '', cases.slice(head.lastIndex, end));
    at = end + 1;
  }
  return found.get(`=${n}`) ?? found.get(plurals.select(n)) ?? found.get('other') ?? '';
}

/** Fills a message with values. Unknown names stay visible, so that a slip is seen. */
export function fill(message: string, values: Values = {}): string {
  let out = '';
  let at = 0;
  while (at < message.length) {
    const open = message.indexOf('{', at);
    if (open < 0) return out + message.slice(at);
    out += message.slice(at, open);
    const end = closing(message, open + 1);
    const inner = message.slice(open + 1, end);
    const [name = '', kind] = inner.split(',', 2).map((part) => part.trim());
    const value = values[name];
    if (value === undefined) {
      out += `{${inner}}`;
    } else if (kind === 'plural') {
      const cases = inner.slice(inner.indexOf(',', inner.indexOf(',') + 1) + 1);
      const chosen = choose(Number(value), cases);
      out += fill(chosen.replaceAll('#', number(Number(value), DECIMALS_MAX)), values);
    } else if (kind === 'number' || typeof value === 'number') {
      out += number(Number(value), DECIMALS_MAX);
    } else {
      out += value;
    }
    at = end + 1;
  }
  return out;
}

/** The text of a key in the current language. */
export function t(key: Key, values?: Values): string {
  return fill(en[key] ?? key, values);
}

/** The text of a key made at run time (a state, a kind), or the fallback. */
export function tOr(key: string, fallback: string, values?: Values): string {
  return key in en ? fill(en[key as Key], values) : fallback;
}
