import { expect, it } from 'vitest';
import { snippet, WAYS } from './snippets';

const choices = { origin: 'https://crm.example.com', key: 'wk_1' };

it('puts the address and the key into every way', () => {
  for (const way of WAYS) {
    expect(snippet(way, choices)).toContain('https://crm.example.com');
    expect(snippet(way, choices)).toContain('wk_1');
  }
});

it('asks first only when told to', () => {
  expect(snippet('website', choices)).not.toContain('data-consent');
  expect(snippet('website', { ...choices, consent: true })).toContain('data-consent="required"');
});
