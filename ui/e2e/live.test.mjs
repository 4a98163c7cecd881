// What changes elsewhere comes into the page, and never in the way of who uses it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openShop, signIn } from './house.mjs';

/** Longer than a page waits before it reads a change. */
const CHANGED_MS = 6_000;

let shop;
let browser;
let page;
let problems;

before(async () => {
  shop = await openShop();
  browser = await openBrowser();
  ({ page, problems } = await signIn(browser, shop, { viewport: { width: 1280, height: 800 } }));
  page.setDefaultTimeout(15_000);
});

after(async () => {
  await browser?.close();
  await shop?.close();
});

/** Makes a customer behind the page's back. */
const elsewhere = (name) =>
  page.evaluate(async (first_name) => {
    const answer = await fetch('/api/v1/customers', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ first_name, email: `${first_name}@example.com` }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }, name);

const asks = (sort) => (request) => {
  const url = new URL(request.url());
  return url.pathname === '/api/v1/customers' && url.searchParams.get('sort') === sort;
};

test('a change that comes while a link is followed does not stop the way', async () => {
  const stream = page.waitForRequest((request) => request.url().endsWith('/api/v1/live'));
  await page.goto(`${shop.address}/customers`);
  await page.locator('main table').waitFor();
  await stream;

  // The list of the next view is slow to come, and meanwhile somebody else changes a customer.
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const slow = asks('-spent');
  await page.route(
    (url) => slow({ url: () => url.href }),
    async (route) => {
      await held;
      await route.continue();
    },
  );
  const followed = page.waitForRequest(slow);
  await page.getByRole('link', { name: 'Best customers' }).click();
  await followed;
  const again = page.waitForRequest(asks('-last_order_at'), { timeout: CHANGED_MS });
  await elsewhere('Ottilie');
  await again.catch((error) => assert.equal(error.name, 'TimeoutError'));
  release();
  await page.locator('nav a[aria-current=page]', { hasText: 'Best customers' }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get('sort'), '-spent');
});

test('a change comes into the list without a reload', async () => {
  await page.getByRole('link', { name: 'Newest' }).click();
  await page.locator('nav a[aria-current=page]', { hasText: 'Newest' }).waitFor();
  await elsewhere('Kunigunde');
  await page.getByRole('link', { name: 'Kunigunde' }).waitFor();
});

test('nothing failed on the way', () => {
  assert.deepEqual(problems, []);
});
