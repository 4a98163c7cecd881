import { describe, expect, it } from 'vitest';
import type { Condition } from '$api/shapes';
import { complete, taken } from './complete';

const condition = (name: string, part: Partial<Condition>): Condition => ({
  name,
  label: name,
  doc: '',
  example: '',
  sentence: '',
  kind: 'field',
  type: 'text',
  ...part,
});
const CONDITIONS = [
  condition('orders', { kind: 'measure', type: 'number', properties: ['channel', 'coupon'] }),
  condition('country', { label: 'Country', values: ['DE', 'AT', 'DK'] }),
  condition('city', { label: 'Town' }),
  condition('email_consent', { label: 'Email consent', type: 'flag' }),
];

/** What is offered where the bar stands. */
function at(marked: string): string[] {
  const caret = marked.indexOf('|');
  const found = complete(marked.replace('|', ''), caret, CONDITIONS, ['Loyal', 'At risk']);
  return found?.list.map((one) => one.text) ?? [];
}

describe('offers', () => {
  it('are conditions where one may begin, found by name or by what they are called', () => {
    expect(at('cou|')).toEqual(['country']);
    expect(at('orders >= 2 and not ci|')).toEqual(['city']);
    expect(at('tow|')).toEqual(['city']);
    expect(at('(ord|')[0]).toBe('orders');
  });

  it('are properties and stretches of time inside the brackets of a measure', () => {
    expect(at('orders(cha|')).toEqual(['channel']);
    expect(at('orders(channel = "web", las|')).toContain('last 90 days');
    expect(at('orders(last 90 days) >= 2 and cou|')).toEqual(['country']);
  });

  it('are comparisons behind a name, and joins behind a value', () => {
    expect(at('country i|')).toContain('in (');
    expect(at('city con|')).toEqual(['contains']);
    expect(at('orders c|')).toEqual([]);
    expect(at('country = "DE" a|')).toEqual(['and ']);
    expect(at('orders >= 2 o|')).toEqual(['or ']);
    expect(at('spent >= 500 EUR a|')).toEqual(['and ']);
    expect(at('email_consent a|')).toEqual(['and ']);
  });

  it('are the values of the shop inside quotes, and names of segments', () => {
    expect(at('country = "|')).toEqual(['DE"', 'AT"', 'DK"']);
    expect(at('country in ("DE", "A|')).toEqual(['AT"']);
    expect(at('in segment "lo|')).toEqual(['Loyal"']);
    expect(at('city = "|')).toEqual([]);
  });

  it('are none where nothing is written or all of it is', () => {
    expect(at('|')).toEqual([]);
    expect(at('orders >= |')).toEqual([]);
    expect(at('country|')).toEqual([]);
  });
});

it('takes the place of the word, and closes a quote once', () => {
  const take = (marked: string) => {
    const caret = marked.indexOf('|');
    const text = marked.replace('|', '');
    const offers = complete(text, caret, CONDITIONS, []);
    if (!offers?.list[0]) throw new Error('nothing is offered');
    const next = taken(text, offers, offers.list[0]);
    return `${next.text.slice(0, next.caret)}|${next.text.slice(next.caret)}`;
  };
  expect(take('orders >= 2 and cou| = "DE"')).toBe('orders >= 2 and country| = "DE"');
  expect(take('country = "A|')).toBe('country = "AT"|');
  expect(take('country = "A|"')).toBe('country = "AT|"');
});
