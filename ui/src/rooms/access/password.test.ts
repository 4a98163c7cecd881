import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { t } from '$shell/words';

/** The server demands it; this reads its rule, so that the page cannot promise less. */
test('the hint at a new password says what the server demands', () => {
  const rules = readFileSync('../crates/0-ground/access/src/password.rs', 'utf8');
  const least = /const CHARS_MIN: usize = (\d+);/.exec(rules)?.[1];
  expect(Number(least)).toBeGreaterThan(0);
  expect(t('setup.password_hint')).toContain(`At least ${least} characters`);
});
