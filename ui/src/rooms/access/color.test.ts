import { expect, it } from 'vitest';
import { inkOn, isColor } from './color';

it('chooses the ink that can be read', () => {
  expect(inkOn('#14493a')).toBe('white');
  expect(inkOn('#f4b078')).toBe('black');
  expect(isColor('#12345')).toBe(false);
});
