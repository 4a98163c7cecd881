// The real binary on a small demo shop, and a real browser in front of it.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a demo shop; gives its address, who may sign in, and how to end it. */
export async function openShop() {
  const binary = process.env.REGULARS_TEST_BINARY ?? '../target/debug/regulars';
  const folder = await mkdtemp(join(tmpdir(), 'regulars-e2e-'));
  const words = ['demo', '--customers', '60', '--data', folder, '--listen', '127.0.0.1:0'];
  const child = spawn(binary, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (piece) => {
      said += piece;
      if (said.includes('Password')) setTimeout(resolve, 200);
    });
    child.on('exit', (code) => reject(new Error(`the binary ended with ${code}: ${said}`)));
  });
  const word = (pattern) => said.match(pattern)[1];
  return {
    address: word(/(http:\/\/\S+)/).replace('localhost', '127.0.0.1'),
    email: word(/Sign in with\s+(\S+)/),
    password: word(/Password\s+(\S+)/),
    async close() {
      child.removeAllListeners('exit');
      const ended = new Promise((resolve) => child.on('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
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
