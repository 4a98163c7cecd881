// The way in: the first owner is made in the browser, and a forgotten password is set by the link
// that the command line prints.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openEmpty } from './house.mjs';
import { check, show } from './look.mjs';
import { outline } from './outline.mjs';

const EMAIL = 'mina@teahouse.example';
const FIRST = 'a kettle, a cup and a quiet hour';
const NEXT = 'the second cup is always better';

let house;
let browser;
let page;

before(async () => {
  house = await openEmpty();
  browser = await openBrowser();
  page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage();
  page.setDefaultTimeout(15_000);
});

after(async () => {
  await browser?.close();
  await house?.close();
});

async function signIn(password) {
  const context = await browser.newContext();
  const own = await context.newPage();
  await own.goto(`${house.address}/sign-in`);
  await own.getByLabel('Email').fill(EMAIL);
  await own.getByLabel('Password').fill(password);
  await own.keyboard.press('Enter');
  return own;
}

test('without an owner every page leads to the first run', async () => {
  await page.goto(`${house.address}/customers`);
  await page.waitForURL(/\/setup/);
  await page.getByLabel('Set-up code').waitFor();
});

test('a wrong set-up code and a short password make nobody', async () => {
  await show(page, `${house.address}/setup?token=wrong`);
  await check(page, 'setup');
  await outline(page.locator('main'), 'setup');
  await page.getByLabel('Name of the shop').fill('The Tea House');
  await page.getByLabel('Your name').fill('Mina Okafor');
  await page.getByLabel('Email').fill(EMAIL);
  await page.getByLabel('Password').fill(FIRST);
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByText('set-up code is wrong').waitFor();
});

test('the link that the server printed makes the owner, and she is in', async () => {
  await page.goto(house.address + house.setup);
  await page.getByLabel('Name of the shop').fill('The Tea House');
  await page.getByLabel('Your name').fill('Mina Okafor');
  await page.getByLabel('Email').fill(EMAIL);
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByLabel('Password').and(page.locator('[aria-invalid=true]')).waitFor();
  await page.getByLabel('Password').fill(FIRST);
  await page.getByLabel('Currency').selectOption('CHF');
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByText('Your customer book is open, and still empty').waitFor();
  await page.goto(`${house.address}/settings`);
  assert.equal(await page.getByLabel('Currency').inputValue(), 'CHF');
  assert.equal(await page.getByLabel('Name of the shop').inputValue(), 'The Tea House');
});

test('the first run is over once there is an owner', async () => {
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(house.address);
  await stranger.waitForURL(/\/sign-in/);
  await stranger.getByLabel('Password').waitFor();
  await check(stranger, 'sign-in');
});

test('the link for a forgotten password sets one, once, and ends the other sign-ins', async () => {
  const said = await house.also('staff', 'reset-password', EMAIL);
  const link = said.match(/(\/reset\?token=\S+)/)[1];
  const other = await (await browser.newContext()).newPage();
  await show(other, house.address + link);
  await check(other, 'reset');
  await outline(other.locator('main'), 'reset');
  await other.getByLabel('New password').fill(NEXT);
  await other.getByRole('button', { name: 'Set the password' }).click();
  await other.getByText('Your customer book is open').waitFor();

  await page.goto(`${house.address}/customers`);
  await page.waitForURL(/\/sign-in/);

  const late = await (await browser.newContext()).newPage();
  await late.goto(house.address + link);
  await late.getByLabel('New password').fill('one more password, too late');
  await late.getByRole('button', { name: 'Set the password' }).click();
  await late.getByText('used or is too old').waitFor();
});

test('the new password is the one that counts', async () => {
  await (await signIn(FIRST)).getByText('do not match').waitFor();
  await (await signIn(NEXT)).getByText('Your customer book is open').waitFor();
});
