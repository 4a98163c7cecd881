import { expect, it } from 'vitest';
import { framed, nameOf } from './letter';

it('opens links beside the app and leaves the rest as it is', () => {
  expect(framed('<p><a href="/x">y</a></p>')).toBe(
    '<p><a target="_blank" rel="noreferrer" href="/x">y</a></p>',
  );
  // The first of two equal attributes counts.
  expect(framed('<A HREF="/x" target="_self">')).toContain('<A target="_blank"');
  expect(framed('<article><abbr title="a">b</abbr></article>')).not.toContain('target');
});

it('parts names from addresses', () => {
  expect(nameOf('"Anna Keller" <anna@example.com>')).toBe('Anna Keller');
  expect(nameOf('Léa Dubois <lea@example.fr>')).toBe('Léa Dubois');
  expect(nameOf('<anna@example.com>')).toBe('anna@example.com');
  expect(nameOf('anna@example.com')).toBe('anna@example.com');
});
