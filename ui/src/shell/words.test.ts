import { describe, expect, it } from 'vitest';
import { fill } from './words';

describe('fill', () => {
  it('puts values in their places', () => {
    expect(fill('From {source}, {n}', { source: 'shop', n: 3 })).toBe('From shop, 3');
  });

  it('chooses the plural form and writes the figure', () => {
    const message = '{n, plural, =0 {nobody} one {# person} other {# people}} in {place}';
    expect(fill(message, { n: 0, place: 'Köln' })).toBe('nobody in Köln');
    expect(fill(message, { n: 1, place: 'Köln' })).toBe('1 person in Köln');
    expect(fill(message, { n: 7, place: 'Köln' })).toBe('7 people in Köln');
  });

  it('fills names inside a plural case', () => {
    expect(fill('{n, plural, one {# in {x}} other {# at {x}}}', { n: 2, x: 'Lyon' })).toBe(
      '2 at Lyon',
    );
  });

  it('leaves an unknown name visible', () => {
    expect(fill('Hello {who}')).toBe('Hello {who}');
  });

  it('ends on a brace that is never closed', () => {
    expect(fill('a {b', { b: 1 })).toBe('a 1');
  });
});
