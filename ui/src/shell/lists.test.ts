import { expect, it } from 'vitest';
import { countries, currencies, keeping, languages, zones } from './lists';

it('knows the places a shop can be in, and no groups of them', () => {
  const codes = countries().map((one) => one.value);
  expect(codes).toContain('DE');
  expect(codes).not.toContain('EU');
  expect(codes).not.toContain('DD');
  expect(codes.length).toBeGreaterThan(200);
});

it('knows currencies, zones and languages', () => {
  expect(currencies().some((one) => one.value === 'EUR')).toBe(true);
  expect(zones().some((one) => one.value === 'Europe/Berlin')).toBe(true);
  expect(languages().find((one) => one.value === 'de')?.label).toBe('German');
});

it('keeps a value that it does not know', () => {
  expect(keeping([{ value: 'a', label: 'A' }], 'b')[0]?.value).toBe('b');
  expect(keeping([{ value: 'a', label: 'A' }], null)).toHaveLength(1);
});
