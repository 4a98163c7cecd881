// The main job without a mouse: find a customer, keep a note, describe a segment, write and send a
// message. Every stop of the Tab key on the way is visible.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openShop, signIn } from './house.mjs';
import { press, reach, write } from './keys.mjs';

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

test('the first stop of a page leads past the places', async () => {
  await page.goto(shop.address);
  await page.getByRole('heading', { name: 'Worth doing today' }).waitFor();
  await page.keyboard.press('Tab');
  await press(page, /^Skip to the page$/);
  await page.keyboard.press('Tab');
  const inside = await page.evaluate(() => !!document.activeElement.closest('main'));
  assert.ok(inside, 'the next stop is on the page');
});

test('a customer is found, and a note kept', async () => {
  await page.keyboard.press('Control+k');
  // Faster than any answer: what half of a word finds must not be gone to.
  await page.keyboard.type('sarah');
  await page.keyboard.press('Enter');
  await page.waitForURL(/customers\/cus_/);
  await page.getByRole('heading', { name: /Sarah/, level: 1 }).waitFor();
  await page.getByRole('heading', { name: 'Notes' }).waitFor();
  await write(page, /^Something worth remembering$/, 'Likes it strong.');
  await press(page, /^Keep note$/);
  await page.getByText('The note is kept.').waitFor();
});

test('the list is filtered, and the view gets a name', async () => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('customers');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/customers$/);
  await page.locator('main table').waitFor();
  await press(page, /^Filter$/);
  await reach(page, /^Customers who$/);
  await page.keyboard.type('ordered at least');
  await press(page, /^Add filter$/);
  await page.getByText('ordered at least twice').waitFor();
  await press(page, /^Keep this view$/);
  await page.locator('dialog input:focus').waitFor();
  await page.keyboard.type('Came back');
  await page.keyboard.press('Enter');
  await page.getByText('“Came back” is one of your views now.').waitFor();
  await page.getByRole('link', { name: 'Everybody' }).waitFor();
  await press(page, /^Everybody$/);
  await page.waitForURL((url) => !url.search);
  await press(page, /^Came back$/);
  await page.waitForURL((url) => url.searchParams.getAll('f').join() === 'orders:2');
  await page.locator('nav a[aria-current=page]', { hasText: 'Came back' }).waitFor();
});

test('a view is changed, renamed and removed, and the removal taken back', async () => {
  await page.getByRole('button', { name: 'Take this filter away' }).click();
  await page.getByText('(changed)').waitFor({ state: 'attached' });
  await press(page, /^Came back/);
  await page.waitForURL((url) => url.searchParams.getAll('f').join() === 'orders:2');
  await page.locator('nav a[aria-current=page]', { hasText: 'Came back' }).waitFor();
  await press(page, /^The view “Came back”$/);
  await press(page, /^Rename the view$/);
  await write(page, /^Name of the view$/, 'Twice or more');
  await page.keyboard.press('Enter');
  await page.reload();
  await page.locator('nav a[aria-current=page]', { hasText: 'Twice or more' }).waitFor();
  await press(page, /^The view “Twice or more”$/);
  await press(page, /^Remove the view$/);
  await page.getByText('The view “Twice or more” is gone.').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Twice or more' }).count(), 0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('link', { name: 'Twice or more' }).waitFor();
});

test('a segment is described, and its text completed', async () => {
  await page.goto(`${shop.address}/segments/new`);
  await page.getByText('Regulars who have gone quiet').waitFor();
  await press(page, /^Choose what they did or who they are$/);
  await page.getByPlaceholder('Find a condition').waitFor();
  await page.keyboard.type('ordered');
  await page.keyboard.press('Enter');
  await page.getByText(/Counted at/).waitFor();
  await press(page, /^in the last 90 days$/, { back: true });
  await reach(page, /^When$/);
  await page.keyboard.type('at any');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'at any time' }).waitFor();
  await page.keyboard.press('Control+/');
  const field = page.getByLabel('The segment as text');
  await page.waitForFunction((node) => node?.value === 'orders >= 1', await field.elementHandle());
  await page.keyboard.type(' and cou');
  await page.getByRole('option', { name: /^country/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type(' != "');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Tab');
  assert.match(await field.inputValue(), /^orders >= 1 and country != "[A-Z]{2}"$/);
  await page.getByText(/Counted at/).waitFor();
  await write(page, /^Name$/, 'Bought something', { back: true });
  await press(page, /^Keep segment$/, { back: true });
  await page.waitForURL(/segments\/seg_/);
});

test('a message is written and sent to it', async () => {
  await page.getByText('right now').waitFor();
  await press(page, /^Write to them$/);
  await page.waitForURL(/messages\?/);
  await write(page, /^Name$/, 'By hand');
  await page.keyboard.press('Enter');
  await page.waitForURL(/messages\/cmp_/);
  await write(page, /^Subject$/, 'Without a mouse');
  await write(page, /^Words$/, 'Every key counts.');
  await page.frameLocator('iframe').getByText('Every key counts.').waitFor();
  await press(page, /^Send$/, { back: true });
  await page.getByRole('button', { name: /^Send to \d+/ }).waitFor();
  await press(page, /^Send to \d+/);
  await page.waitForURL(/\/results/);
  await page
    .getByText(/people got it/)
    .first()
    .waitFor({ timeout: 60_000 });
});

test('nothing failed on the way', () => assert.deepEqual(problems, []));
