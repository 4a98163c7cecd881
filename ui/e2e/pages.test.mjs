// Every main page once on a desktop, a tablet and a phone: it shows something, nothing fails in it,
// axe finds nothing in light and dark, it does not scroll sideways, and its outline is as kept.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openShop, signIn, until } from './house.mjs';
import { check, show } from './look.mjs';
import { outline } from './outline.mjs';

const LOOKS = {
  desktop: { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  tablet: { viewport: { width: 768, height: 1024 }, colorScheme: 'light', hasTouch: true },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true },
};
const PAGES = {
  home: '/',
  customers: '/customers',
  'customers-narrowed':
    '/customers?f=country:DE&f=orders:2&cols=phone,orders,spent,first,since,tags',
  'customers-nobody': '/customers?q=nobody-of-that-name',
  'customers-new': '/customers?new=1',
  'customer-gone': '/customers/cus_00000000000000000000000000',
  segments: '/segments',
  'segments-new': '/segments/new',
  messages: '/messages',
  'messages-new': '/messages?new=1',
  data: '/data',
  'data-new': '/data?new=1',
  'data-inspector': '/data/inspector',
  'data-quarantine': '/data/quarantine',
  'data-keys': '/data/keys',
  settings: '/settings',
  'settings-sender': '/settings/sender',
  'settings-suppressions': '/settings/suppressions',
  'settings-keys': '/settings/keys',
  'settings-account': '/settings/account',
  mailbox: '/mailbox',
  missing: '/no/such/page',
};

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

/** Visitors of the demo come by themselves; the inspector's outline is that with a call in it. */
async function someoneCame() {
  const answer = await fetch('/api/v1/intake/calls');
  return (await answer.json()).items.length > 0;
}

for (const [look, looks] of Object.entries(LOOKS)) {
  test(`every page on a ${look}`, { timeout: 480_000 }, async (t) => {
    const { page, problems, context } = await signIn(browser, shop, looks);
    await until('a visitor', () => page.evaluate(someoneCame));
    const looked = async (name) => {
      await check(page, name);
      if (look === 'desktop') await outline(page.locator('main'), name);
    };
    for (const [name, path] of Object.entries(PAGES)) {
      await t.test(path, async () => {
        await show(page, shop.address + path);
        if (name === 'missing') await page.getByRole('navigation').first().waitFor();
        await looked(name);
      });
    }
    await t.test("a customer's page", async () => {
      await page.goto(`${shop.address}/customers?q=sarah`);
      await page.locator('main a[href*="/customers/cus_"]').first().click();
      await page.waitForURL(/customers\/cus_/);
      await show(page, page.url());
      await looked('customer');
      assert.match(await page.textContent('main'), /Sarah/);
    });
    await t.test("a segment's page", async () => {
      await page.goto(`${shop.address}/segments`);
      await page.locator('main a[href*="/segments/seg_"]').first().click();
      await page.waitForURL(/segments\/seg_/);
      await show(page, page.url());
      await looked('segment');
    });
    if (look === 'desktop') await outline(page.getByRole('navigation'), 'rail');
    assert.deepEqual(problems, []);
    await context.close();
  });
}
