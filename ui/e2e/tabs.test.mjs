// Many tabs of one browser: HTTP/1.1 gives them six connections together, so they share one stream.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openShop, signIn, until } from './house.mjs';

const TABS = 8;
/** Far below what a page waits for a connection that never comes free. */
const PATIENCE_MS = 20_000;

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

test('eight tabs read one stream, and all hear what it says', { timeout: 240_000 }, async () => {
  const { page, problems, context } = await signIn(browser, shop, {
    viewport: { width: 1024, height: 768 },
  });
  const streams = new Set();
  const isLive = (request) => new URL(request.url()).pathname === '/api/v1/live';
  context.on('request', (request) => isLive(request) && streams.add(request));
  for (const gone of ['requestfailed', 'requestfinished'])
    context.on(gone, (request) => streams.delete(request));

  await page.goto('about:blank');
  const tabs = [page];
  while (tabs.length < TABS) tabs.push(await context.newPage());
  for (const tab of tabs) {
    await tab.goto(`${shop.address}/messages`, { timeout: PATIENCE_MS });
    await tab.locator('main h1').waitFor({ timeout: PATIENCE_MS });
  }
  await until('one stream', () => streams.size === 1);

  const write = (name) =>
    tabs.at(-1).evaluate(async (name) => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ name });
      const made = await fetch('/api/v1/campaigns', { method: 'POST', headers, body });
      if (!made.ok) throw new Error(await made.text());
      const { id, ...content } = await made.json();
      const path = `/api/v1/campaigns/${id}`;
      const kept = await fetch(path, { method: 'PUT', headers, body: JSON.stringify(content) });
      if (!kept.ok) throw new Error(await kept.text());
    }, name);
  const told = async (name, pages) => {
    for (const tab of pages)
      await until(name, () => tab.getByText(name, { exact: true }).first().isVisible());
  };
  await write('Told to all');
  await told('Told to all', tabs);

  // Whichever tab reads the stream: when it closes, another one takes over.
  const [reader] = streams;
  const closing = reader.frame().page();
  await closing.close();
  const left = tabs.filter((tab) => tab !== closing);
  streams.delete(reader);
  await until('another stream', () => streams.size === 1);
  tabs.splice(0, tabs.length, ...left);
  await write('Told after the change of hands');
  await told('Told after the change of hands', left);
  assert.deepEqual(problems, []);
  await context.close();
});
