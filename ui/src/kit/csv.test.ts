import { expect, it } from 'vitest';
import { csvOf, fileName } from './csv';

it('quotes what holds a comma, a quote or a line end, and nothing else', () => {
  expect(
    csvOf([
      ['Week', 'Returning, all', 'New "first"'],
      ['22 Nov', 1204.5, 'two\nlines'],
    ]),
  ).toBe('Week,"Returning, all","New ""first"""\r\n22 Nov,1204.5,"two\nlines"\r\n');
});

it('makes a file name that every system takes', () => {
  expect(fileName('Regulars’ share: 62 % in Köln')).toBe('regulars-share-62-in-koln.csv');
  expect(fileName('…')).toBe('table.csv');
  expect(fileName('a'.repeat(300))).toHaveLength(64);
});
