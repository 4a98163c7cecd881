import { expect, it } from 'vitest';
import { parts } from './sentence';

it('marks the first figure of a sentence and nothing else', () => {
  const found = parts('Repeat customers brought 62 % of October’s revenue, 4 points more.');
  expect(found.map((part) => part.figure)).toEqual([false, true, false]);
  expect(found[1]?.text).toBe('62 %');
});

it('keeps the separators of a figure inside it, and the comma after it outside', () => {
  expect(parts('You sold 1,204.50 today')[1]?.text).toBe('1,204.50');
  expect(parts('In 2026, all went well')[1]?.text).toBe('2026');
});

it('leaves a sentence without figures alone', () => {
  expect(parts('All is quiet.')).toEqual([{ text: 'All is quiet.', figure: false }]);
});
