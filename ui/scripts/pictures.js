/**
 * Takes the README's pictures of a demo shop: `node scripts/pictures.js FOLDER`. A message is
 * written and sent first, and given time to be read, so that its results have something to tell.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openBrowser, openShop, signIn } from '../e2e/house.mjs';

const CUSTOMERS = 1500;
/** The largest file that the README takes. */
const BYTES_MAX = 300_000;
const QUALITY = 84;
/** How long people may take to open, click and order. */
const READING_MS = 90_000;
const SETTLING_MS = 1_500;
const DESKTOP = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 };
const PHONE = {
  viewport: { width: 390, height: 780 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};
const SEGMENT =
  'orders(last 180 days) >= 2 and (country in ("DE", "AT") or bought(category = "Coffee") >= 1)';

const MESSAGE = {
  name: 'First snow',
  subject: 'First snow, {{ first_name | default: "friend" }}: the kettles are on',
  preheader: 'Wool, wax and something warm for the pass.',
  format: 'text',
  topic: 'marketing',
  body: `# The first snow is down

Up at the hut it has been white since Tuesday, {{ first_name | default: "friend" }}. We have put
together what we wear ourselves when the path is still open and the wind is not.

- Base layers that dry over night
- The fleece that everybody asks about
- A tin of coffee for the top

[See the winter shelf]({{ shop.website }})

Until {{ customer.city | default: "your town" }} has snow too, it ships in two days.
`,
};

/** Speaks to the API as the page that is signed in. */
const api = (page, method, address, body) =>
  page.evaluate(
    async ([how, where, what]) => {
      const answer = await fetch(`/api/v1${where}`, {
        method: how,
        headers: what ? { 'content-type': 'application/json' } : {},
        body: what ? JSON.stringify(what) : undefined,
      });
      if (!answer.ok) throw new Error(`${how} ${where}: ${await answer.text()}`);
      return answer.status === 204 ? null : answer.json();
    },
    [method, address, body],
  );

/** Writes the message and sends it; gives the ids of one that was sent and of one to be written. */
async function write(page) {
  const segments = await api(page, 'GET', '/segments');
  const segment = segments.items.find((one) => one.name === 'Active')?.id ?? null;
  const made = async () => {
    const { id } = await api(page, 'POST', '/campaigns', { name: MESSAGE.name });
    await api(page, 'PUT', `/campaigns/${id}`, { ...MESSAGE, segment });
    return id;
  };
  const sent = await made();
  await api(page, 'POST', `/campaigns/${sent}/send`, {});
  return { sent, draft: await made() };
}

async function shoot(page, folder, name, address) {
  await page.goto(address, { waitUntil: 'load' });
  await page.locator('main h1').first().waitFor({ state: 'attached' });
  await page.waitForTimeout(SETTLING_MS);
  const tools = await page.context().newCDPSession(page);
  const { data } = await tools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length > BYTES_MAX) throw new Error(`${name} has ${bytes.length} bytes`);
  writeFileSync(path.join(folder, `${name}.webp`), bytes);
  console.log(`${name}.webp, ${Math.round(bytes.length / 1000)} kB`);
}

const folder = path.resolve(process.argv[2] ?? '../docs/pictures');
mkdirSync(folder, { recursive: true });
const shop = await openShop(CUSTOMERS);
const browser = await openBrowser();
try {
  const first = await signIn(browser, shop, DESKTOP);
  const { sent, draft } = await write(first.page);
  const best = await api(first.page, 'GET', '/customers?sort=-spent&limit=1');
  await first.page.waitForTimeout(READING_MS);
  const pages = {
    home: '/',
    customer: `/customers/${best.items[0].id}`,
    segment: `/segments/new?text=${encodeURIComponent(SEGMENT)}`,
    message: `/messages/${draft}`,
    results: `/messages/${sent}/results`,
  };
  const shots = [
    [DESKTOP, 'light', ['home', 'customer', 'segment', 'message', 'results']],
    [DESKTOP, 'dark', ['home', 'customer']],
    [PHONE, 'light', ['home', 'segment']],
    [PHONE, 'dark', ['customer']],
  ];
  await first.context.close();
  for (const [looks, colorScheme, names] of shots) {
    const { page, context } = await signIn(browser, shop, { ...looks, colorScheme });
    const size = looks === PHONE ? '-phone' : '';
    const ending = size + (colorScheme === 'dark' && !size ? '-dark' : '');
    for (const name of names) {
      await shoot(page, folder, name + ending, shop.address + pages[name]);
    }
    await context.close();
  }
} finally {
  await browser.close();
  await shop.close();
}
