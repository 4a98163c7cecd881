// The main job in one sitting: find a customer, read her story, keep a note, describe a segment and
// watch its count, write an email, send it, read it in the mailbox, and see that it arrived.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openShop, signIn } from './house.mjs';
import { checkSizes } from './look.mjs';
import { outline } from './outline.mjs';

const PATIENCE_MS = 15_000;
let shop;
let browser;
let page;
let problems;

before(async () => {
  shop = await openShop();
  browser = await openBrowser();
  ({ page, problems } = await signIn(browser, shop, { viewport: { width: 1440, height: 900 } }));
  page.setDefaultTimeout(PATIENCE_MS);
});

after(async () => {
  await browser?.close();
  await shop?.close();
});

test('a wrong password is answered in words and changes nothing', async () => {
  const context = await browser.newContext();
  const stranger = await context.newPage();
  await stranger.goto(`${shop.address}/segments`);
  await stranger.waitForURL(/sign-in\?to=%2Fsegments/);
  await stranger.getByLabel('Email').fill(shop.email);
  await stranger.getByLabel('Password').fill('not the password');
  await stranger.keyboard.press('Enter');
  await stranger.getByText('do not match').waitFor();
  await stranger.getByLabel('Password').fill(shop.password);
  await stranger.keyboard.press('Enter');
  await stranger.waitForURL(/\/segments$/);
  await context.close();
});

test('the palette finds a customer by keyboard alone', async () => {
  await page.goto(shop.address);
  await page.getByRole('heading', { name: 'Worth doing today' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('sarah');
  await page.getByRole('option', { name: /Sarah/ }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/customers\/cus_/);
});

test('home follows an order while it is open, and its number leads to her', async () => {
  await page.goto(shop.address);
  await page.getByRole('heading', { name: 'Happening now' }).waitFor();
  const key = await page.evaluate(async () => {
    const { items } = await (await fetch('/api/v1/keys')).json();
    return items.find((one) => one.kind === 'write').secret;
  });
  const tell = async (call, body) => {
    const answer = await fetch(`${shop.address}/v1/${call}`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ userId: 'e2e-nora', ...body }),
    });
    assert.equal(answer.status, 200, await answer.text());
  };
  await tell('identify', { traits: { name: 'Nora Feldmann', email: 'nora@feldmann.example' } });
  const products = [{ product_id: 'e2e-tea', name: 'Tea', price: 28, quantity: 3 }];
  await tell('track', {
    event: 'Order Completed',
    properties: { order_id: 'E2E-84', total: 84, currency: 'EUR', products },
  });
  await page.locator('main li', { hasText: 'Nora Feldmann' }).first().waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('E2E-84');
  await page.getByRole('option', { name: /Nora Feldmann.*E2E-84/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/customers\/cus_/);
  await page.getByText('E2E-84 · 3 items').waitFor();
  await page.goto(`${shop.address}/customers?q=sarah`);
  await page.getByRole('link', { name: /Sarah/ }).first().click();
  await page.waitForURL(/customers\/cus_/);
});

test('a note is kept, taken away and brought back', async () => {
  await page.getByPlaceholder('Something worth remembering').fill('Asks for light roasts');
  await page.getByRole('button', { name: 'Keep note' }).click();
  await page.locator('.note', { hasText: 'Asks for light roasts' }).waitFor();
  await page.getByRole('button', { name: 'Remove note' }).first().click();
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await page.locator('.note', { hasText: 'Asks for light roasts' }).waitFor();
});

test('an edit shows at once, with its source, and can be undone', async () => {
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const town = page.getByRole('textbox', { name: 'City' });
  const before = await town.inputValue();
  await town.fill('Lyngby');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.line', { hasText: 'Lyngby' }).waitFor();
  await page.getByText('Edited city').first().waitFor();
  await page.getByRole('button', { name: 'Lyngby' }).click();
  await page.getByText('From Staff').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await page.locator('.line', { hasText: before }).waitFor();
});

test('filters make a readable sentence that the address holds', async () => {
  await page.goto(`${shop.address}/customers?f=orders:2&f=quiet:30`);
  await page.getByText('ordered at least twice').waitFor();
  await page.getByText('no order for 30 days').waitFor();
  await page.getByRole('button', { name: 'Take this filter away' }).first().click();
  await page.waitForURL((url) => url.searchParams.getAll('f').join() === 'quiet:30');
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByLabel('Customers who').selectOption('group');
  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.waitForURL((url) => url.searchParams.getAll('f')[1]?.startsWith('group:'));
  await page.getByText(/in the group “/).waitFor();
  await page.getByText(/(Nobody|customers?) found/).waitFor();
});

test('a segment is described in a sentence, and its count follows', async () => {
  await page.goto(`${shop.address}/segments/new`);
  await page.getByRole('button', { name: 'Choose what they did' }).click();
  await page.getByPlaceholder('Find a condition').fill('ordered');
  await page.keyboard.press('Enter');
  await page.getByText(/Counted at/).waitFor();
  await page.getByRole('button', { name: 'in the last 90 days' }).click();
  await page.locator('select').first().selectOption('ever');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'at any time' }).waitFor();
  await page.keyboard.press('Control+/');
  const text = page.getByLabel('The segment as text');
  await page.waitForFunction((field) => field?.value === 'orders >= 1', await text.elementHandle());
  await text.fill('orders >= 1 and contry = "DE"');
  await page.locator('mark', { hasText: 'contry' }).waitFor();
  await text.fill('orders >= 1');
  await page.getByText(/Counted at/).waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Bought something');
  await page.getByRole('button', { name: 'Keep segment' }).click();
  await page.waitForURL(/segments\/seg_/);
  await page.getByText('right now').waitFor();
});

test('an email is written, seen as a customer, and sent', async () => {
  await page.getByRole('link', { name: 'Write to them' }).click();
  await page.getByLabel('Name').fill('Slow November');
  await page.getByRole('button', { name: 'Begin writing' }).click();
  await page.waitForURL(/messages\/cmp_/);
  await page.getByLabel('Subject').fill('Nothing to do but brew, {{ first_name }}');
  await page.getByRole('textbox', { name: 'Words' }).first().fill('It is November.');
  const preview = page.frameLocator('iframe').getByText('It is November.');
  await preview.waitFor();
  const subject = await page.locator('.device .subject').textContent();
  assert.doesNotMatch(subject ?? '', /\{\{/, 'no blank tag in the preview');
  await checkSizes(page, 'message');
  await outline(page.locator('main'), 'message');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('button', { name: /^Send to \d+/ }).click();
  await page.waitForURL(/\/results/);
  await page
    .getByText(/people got it/)
    .first()
    .waitFor({ timeout: 60_000 });
  await checkSizes(page, 'results');
});

test('the mail lies in the mailbox with its unsubscribe header', async () => {
  await page.goto(`${shop.address}/mailbox`);
  await page.locator('main li a', { hasText: 'Nothing to do but brew' }).first().click();
  await page.frameLocator('iframe').getByText('It is November.').waitFor();
  await page.getByText('Headers', { exact: true }).click();
  await page.getByText('List-Unsubscribe-Post').first().waitFor();
});

test('nothing failed on the way', () => assert.deepEqual(problems, []));
