// Every main page once, on a desktop in light and on a phone in dark: it shows something, nothing
// fails in it, axe finds nothing, and it does not scroll sideways.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { openBrowser, openShop, signIn } from './house.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LOOKS = {
  desktop: { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true },
};
const PATHS = [
  '/',
  '/customers',
  '/segments',
  '/segments/new',
  '/messages',
  '/data',
  '/data/inspector',
  '/data/quarantine',
  '/data/keys',
  '/settings',
  '/settings/sender',
  '/mailbox',
];

let shop;
let browser;

before(async () => {
  shop = await openShop();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await shop?.close();
});

async function check(page, path) {
  await page.goto(shop.address + path, { waitUntil: 'load' });
  await page.locator('main h1, main h2').first().waitFor({ timeout: 15_000 });
  await page.waitForTimeout(600);
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document));
  const violations = found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
  assert.deepEqual(violations, [], path);
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(wide <= 0, `${path} scrolls sideways by ${wide} px`);
}

for (const [name, looks] of Object.entries(LOOKS)) {
  test(`every page on a ${name}`, { timeout: 240_000 }, async (t) => {
    const { page, problems, context } = await signIn(browser, shop, looks);
    for (const path of PATHS) {
      await t.test(path, () => check(page, path));
    }
    await t.test("a customer's page", async () => {
      await page.goto(`${shop.address}/customers?q=sarah`);
      await page.locator('main a[href*="/customers/cus_"]').first().click();
      await page.waitForURL(/customers\/cus_/);
      await check(page, new URL(page.url()).pathname);
      assert.match(await page.textContent('main'), /Sarah/);
    });
    assert.deepEqual(problems, []);
    await context.close();
  });
}
