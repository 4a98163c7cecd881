// What is looked at on every page: axe in both themes, no scrolling sideways, and the outline.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FADING_MS = 250;
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** Opens a page and waits until it shows what it has. */
export async function show(page, address) {
  await page.goto(address, { waitUntil: 'load' });
  await page.locator('h1, h2').first().waitFor({ state: 'attached', timeout: 15_000 });
  await page.waitForTimeout(600);
}

/** Waits until the page is drawn in the theme: colors take their time where one fades into another. */
async function settle(page, colorScheme) {
  await page.waitForFunction(
    (one) => matchMedia(`(prefers-color-scheme: ${one})`).matches,
    colorScheme,
  );
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const look = () =>
          document.getAnimations().some((one) => one.playState === 'running')
            ? requestAnimationFrame(look)
            : resolve();
        requestAnimationFrame(() => requestAnimationFrame(look));
      }),
  );
  await page.waitForTimeout(FADING_MS);
}

/** Fails when axe finds something in light or dark, or the page is wider than its window. */
export async function check(page, name) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await settle(page, colorScheme);
    await page.evaluate(axe);
    const found = await page.evaluate(() => globalThis.axe.run(document));
    const violations = found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
    assert.deepEqual(violations, [], `${name}, ${colorScheme}`);
  }
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(wide <= 0, `${name} scrolls sideways by ${wide} px`);
}

/** The same on a phone and on a desktop, for what only a longer story leads to. */
export async function checkSizes(page, name) {
  for (const size of [PHONE, DESKTOP]) {
    await page.setViewportSize(size);
    await page.waitForTimeout(200);
    await check(page, `${name} at ${size.width} px`);
  }
}
