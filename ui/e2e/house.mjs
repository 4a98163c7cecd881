// The real binary with a data folder of its own, and a real browser in front of it.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const BINARY = process.env.REGULARS_TEST_BINARY ?? '../target/debug/regulars';
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a server and waits for a line that says `last`; gives all that it said until then. */
async function open(words, last) {
  const folder = await mkdtemp(join(tmpdir(), 'regulars-e2e-'));
  const own = ['--data', folder, '--listen', '127.0.0.1:0'];
  const child = spawn(BINARY, [...words, ...own], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (piece) => {
      said += piece;
      const at = said.indexOf(last);
      if (at >= 0 && said.includes('\n', at)) resolve();
    });
    child.on('exit', (code) => reject(new Error(`the binary ended with ${code}: ${said}`)));
  });
  const word = (pattern) => said.match(pattern)[1];
  return {
    word,
    address: word(/(http:\/\/[^\s/]+)/).replace('localhost', '127.0.0.1'),
    /** Runs another command on the same data while the server serves it; gives what it said. */
    async also(...others) {
      return (await promisify(execFile)(BINARY, [...others, '--data', folder])).stdout;
    },
    async close() {
      child.removeAllListeners('exit');
      const ended = new Promise((resolve) => child.on('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A demo shop of that many customers, and who may sign in. */
export async function openShop(customers = 60) {
  // A day that does not move: what is shown says how long ago things were.
  const words = ['demo', '--customers', String(customers), '--end', '2026-11-22T09:00:00Z'];
  const house = await open(words, 'Password');
  const email = house.word(/Sign in with\s+(\S+)/);
  return { ...house, email, password: house.word(/Password\s+(\S+)/) };
}

/** A server without an owner, and the path at which she is made. */
export async function openEmpty() {
  const house = await open(['serve'], '/setup?token=');
  return { ...house, setup: house.word(/(\/setup\?token=\S+)/) };
}

export function openBrowser() {
  const executablePath = process.env.REGULARS_TEST_CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: QUIET });
}

/** A signed-in page; what goes wrong in it is gathered in `problems`. */
export async function signIn(browser, shop, looks) {
  const context = await browser.newContext({ ...looks, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(`${shop.address}/sign-in`);
  await page.fill('input[type=email]', shop.email);
  await page.fill('input[type=password]', shop.password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  return { page, problems, context };
}

/** Far below what anything in a test is given. */
const PATIENCE_MS = 60_000;

/** Goes on asking until the answer is yes. */
export async function until(what, ask) {
  const end = Date.now() + PATIENCE_MS;
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
