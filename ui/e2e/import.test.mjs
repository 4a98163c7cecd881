// A file comes in and is taken back, and a refused call is mended: every state of it is looked at.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openShop, signIn } from './house.mjs';
import { checkSizes } from './look.mjs';

const FILE = {
  name: 'guests.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    'Email,First name,Signed up,Shoe size\n' +
      'anna@guests.example,Anna,03/04/2025,38\n' +
      'not-an-address,Bo,05/06/2025,41\n' +
      'carl@guests.example,Carl,07/08/2025,44\n',
  ),
};

let shop;
let browser;
let page;
let problems;

before(async () => {
  shop = await openShop();
  browser = await openBrowser();
  ({ page, problems } = await signIn(browser, shop, { viewport: { width: 1440, height: 900 } }));
  page.setDefaultTimeout(20_000);
});

after(async () => {
  await browser?.close();
  await shop?.close();
});

test('a file is uploaded, its columns read, and the trial says what it would do', async () => {
  await page.goto(`${shop.address}/data?new=1`);
  await page.locator('input[type=file]').first().setInputFiles(FILE);
  await page.waitForURL(/data\/imports\/./);
  await page.getByRole('heading', { name: 'Columns' }).waitFor();
  await checkSizes(page, 'columns of an import');
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByText('One row would not be taken').waitFor();
  await page.getByRole('heading', { name: 'Not an email address' }).waitFor();
  await checkSizes(page, 'trial of an import');
});

test('it comes in, and is taken back as a whole', async () => {
  await page.getByRole('button', { name: 'Bring it in' }).click();
  await page.getByText(/Brought 2 new customers/).waitFor();
  await checkSizes(page, 'report of an import');
  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  await page.getByText('nothing of it holds any more').waitFor();
  await page.goto(`${shop.address}/customers?q=anna@guests.example`);
  await page.getByText('Nobody matches all of this').waitFor();
});

test('a refused call is mended and taken', async () => {
  const key = await page.evaluate(async () => {
    const { items } = await (await fetch('/api/v1/keys')).json();
    return items.find((one) => one.kind === 'write').secret;
  });
  const answer = await fetch(`${shop.address}/v1/identify`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ userId: 'e2e-mend', traits: { email: 'nobody-at-home' } }),
  });
  assert.equal(answer.status, 200);
  await page.goto(`${shop.address}/data/quarantine`);
  await page.getByRole('heading', { name: 'Not an email address' }).waitFor();
  await page.getByRole('button', { name: 'Mend and send again' }).click();
  const field = page.getByLabel('Mend what came');
  await checkSizes(page, 'a refused call');
  await field.fill('{ not json');
  await page.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('This is not JSON yet').waitFor();
  const mended = { type: 'identify', userId: 'e2e-mend', traits: { email: 'mend@guests.example' } };
  await field.fill(JSON.stringify(mended));
  await page.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('Taken in. It counts at its own time.').waitFor();
});

test('nothing failed on the way', () => assert.deepEqual(problems, []));
