// What a person of the shop says about a customer by hand, and how exactly that is taken back: an
// edit, an address that another customer has, two who are one, and a consent. By keyboard alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openShop, signIn } from './house.mjs';
import { press, write } from './keys.mjs';
import { checkSizes } from './look.mjs';

let shop;
let browser;
let page;
let problems;
let mara;
let vera;

/** Asks the API as the person who is signed in. */
const api = (method, path, body) =>
  page.evaluate(
    async ([method, path, body]) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`/api/v1${path}`, { method, headers, body });
      return answer.json();
    },
    [method, path, body && JSON.stringify(body)],
  );

const add = async (who) => (await api('POST', '/customers', who)).id;
const show = async (id) => {
  await page.goto(`${shop.address}/customers/${id}`);
  await page.getByRole('heading', { name: 'Consent' }).waitFor();
};
const toast = (words) => page.locator('.toast', { hasText: words });

/** Presses Undo in the toast that is reached first. */
async function undo(options) {
  await press(page, /^Undo$/, options);
  await toast('It is as it was.').waitFor();
}

before(async () => {
  shop = await openShop();
  browser = await openBrowser();
  ({ page, problems } = await signIn(browser, shop, { viewport: { width: 1280, height: 800 } }));
  page.setDefaultTimeout(15_000);
  mara = await add({ first_name: 'Mara', last_name: 'Lind', email: 'mara@lind.example' });
  vera = await add({ first_name: 'Vera', last_name: 'Lindh', email: 'vera@lind.example' });
});

after(async () => {
  await browser?.close();
  await shop?.close();
});

test('an edit is taken back as if it had never been said', async () => {
  await show(vera);
  await press(page, /^Edit$/);
  await write(page, /^City$/, 'Lyngby');
  await press(page, /^Save$/);
  await page.locator('.line', { hasText: 'Lyngby' }).waitFor();
  await undo();
  await page.locator('.line', { hasText: 'Lyngby' }).waitFor({ state: 'detached' });
  const { fields } = await api('GET', `/customers/${vera}`);
  assert.ok(!fields.some((one) => one.name === 'city'), 'no word about the city is left');
});

test('an address that somebody has leads to her page when adding', async () => {
  await page.goto(`${shop.address}/customers?new=1`);
  await write(page, /^Email$/, 'mara@lind.example');
  await press(page, /^Add customer$/);
  await page.getByText('Mara Lind has this email.').waitFor();
  await checkSizes(page, 'a taken address');
  await page.setViewportSize({ width: 1280, height: 800 });
  await press(page, /^Open her page$/, { back: true });
  await page.waitForURL(`**/customers/${mara}`);
});

test('an address that somebody has leads to joining the two when editing', async () => {
  await show(vera);
  await press(page, /^Edit$/);
  await write(page, /^Email$/, 'mara@lind.example');
  await write(page, /^City$/, 'Roskilde');
  await press(page, /^Save$/);
  await page.getByText('Mara Lind has this email.').waitFor();
  await press(page, /^Same person\?$/, { back: true });
  const sheet = page.getByRole('dialog', { name: 'Join two customers' });
  await sheet.getByText('Where they differ').waitFor();
  await sheet.getByText(/^Behind it: (Lind|Lindh)$/).waitFor();
  await checkSizes(page, 'two who may be one');
  await page.setViewportSize({ width: 1280, height: 800 });
  await press(page, /^Join them$/);
  await toast('Mara Lind and this customer are one now.').waitFor();
  assert.equal(
    (await api('GET', `/customers/${mara}`)).id,
    (await api('GET', `/customers/${vera}`)).id,
  );
  // What else was typed was kept first, and has a toast of its own.
  await undo({ back: true });
  assert.ok(page.url().endsWith(vera), 'the page stays with her');
  await page.getByRole('heading', { name: 'Vera Lindh', level: 1 }).waitFor();
  assert.equal((await api('GET', `/customers/${mara}`)).name, 'Mara Lind');
  const { city, email } = await api('GET', `/customers/${vera}`);
  assert.deepEqual([city, email], ['Roskilde', 'vera@lind.example'], 'what else was typed is kept');
});

test('another customer is found to be joined with', async () => {
  await press(page, /^More$/, { back: true });
  await press(page, /^Join with another customer$/);
  await page.locator('dialog input:focus').waitFor();
  await page.keyboard.type('mara@lind');
  await page.getByRole('button', { name: /^Mara Lind/ }).waitFor();
  await press(page, /Mara Lind/);
  await page.getByText('Where they differ').waitFor();
  await press(page, /^Somebody else$/);
  await page.locator('dialog input:focus').waitFor();
  await press(page, /^Cancel$/);
  await page.getByText('Join two customers').waitFor({ state: 'detached' });
});

test('a yes needs a word on how it was said, and a no can be taken back', async () => {
  await show(vera);
  await press(page, /^Record a yes$/);
  await page.locator('dialog input:focus').waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('without one it proves nothing').waitFor();
  await checkSizes(page, 'a yes by hand');
  await page.setViewportSize({ width: 1280, height: 800 });
  await write(page, /^How it was said$/, 'On the phone', { back: true });
  await press(page, /^Record a yes$/);
  await page.getByText('Said yes').waitFor();
  await page.getByText(/On the phone\. From Staff/).waitFor();
  await toast('The answer is recorded.').getByRole('button', { name: 'Close' }).click();
  await press(page, /^Record a no$/);
  await page.locator('dialog input:focus').waitFor();
  await press(page, /^Record a no$/);
  await page.getByText('Said no').waitFor();
  await undo();
  await page.getByText('Said yes').waitFor();
});

test('nothing failed on the way', () => assert.deepEqual(problems, []));
