// What is looked at on every page: axe, no scrolling sideways, and the outline.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Opens a page and waits until it shows what it has. */
export async function show(page, address) {
  await page.goto(address, { waitUntil: 'load' });
  await page.locator('h1, h2').first().waitFor({ state: 'attached', timeout: 15_000 });
  await page.waitForTimeout(600);
}

/** Fails when axe finds something or the page is wider than its window. */
export async function check(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document));
  const violations = found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
  assert.deepEqual(violations, [], name);
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(wide <= 0, `${name} scrolls sideways by ${wide} px`);
}
