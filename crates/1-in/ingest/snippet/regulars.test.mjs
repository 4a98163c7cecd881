// The storefront snippet in a page that is made of plain objects: `node --test`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";
import { test } from "node:test";
import vm from "node:vm";

const source = readFileSync(new URL("regulars.js", import.meta.url), "utf8");

/** A page with the snippet on it. `answer` says how the server answers each request. */
function page({ attributes = {}, storage = new Map(), gpc, answer = () => 200, early } = {}) {
  const sent = [];
  const beacons = [];
  const listeners = {};
  const timers = [];
  const given = { "data-write-key": "wk_1", ...attributes };
  const script = {
    src: "https://crm.example.com/regulars.js",
    getAttribute: (name) => given[name] ?? null,
  };
  const document = {
    currentScript: script,
    baseURI: "https://shop.example/",
    title: "Cups",
    referrer: "",
    visibilityState: "visible",
    addEventListener: (name, run) => (listeners[name] = run),
  };
  const navigator = {
    language: "de-DE",
    globalPrivacyControl: gpc,
    sendBeacon: (url, body) => beacons.push({ url, body }) > 0,
  };
  const window = {
    crypto: webcrypto,
    location: new URL("https://shop.example/cups?utm_campaign=spring&utm_source=mail"),
    localStorage: {
      getItem: (key) => storage.get(key) ?? null,
      setItem: (key, value) => storage.set(key, String(value)),
      removeItem: (key) => storage.delete(key),
    },
    setTimeout: (run, ms) => timers.push({ run, ms }),
    clearTimeout: () => {},
    addEventListener: (name, run) => (listeners[name] = run),
    fetch: (url, options) => {
      sent.push({ url, options, body: JSON.parse(options.body) });
      const status = answer(sent.length);
      if (status === 0) return Promise.reject(new TypeError("no network"));
      return Promise.resolve({ status, headers: new Headers({ "Retry-After": "3" }) });
    },
    regulars: early,
  };
  const quiet = { warn: () => {} };
  vm.runInNewContext(source, {
    window, document, navigator, Blob, URL, URLSearchParams, Intl, Uint8Array, console: quiet,
  });
  /** Runs what waits for a time, and what follows from the answers. */
  const settle = async () => {
    const due = timers.splice(0);
    due.forEach(({ run }) => run());
    await new Promise((resolve) => setImmediate(resolve));
    return due.map(({ ms }) => ms);
  };
  const types = () => sent.flatMap(({ body }) => body.batch.map((item) => item.type));
  return { window, sent, beacons, listeners, storage, timers, settle, types };
}

test("calls before the script has loaded are kept and sent in order", async () => {
  const early = [["identify", "7", { plan: "gold" }], ["track", "Product Viewed", { a: 1 }]];
  const { sent, settle, types } = page({ early });
  await settle();
  assert.deepEqual(types(), ["identify", "track", "page"]);
  const { url, options, body } = sent[0];
  assert.equal(url, "https://crm.example.com/v1/batch");
  assert.equal(options.headers["Content-Type"], "text/plain");
  assert.equal(options.credentials, "omit");
  assert.equal(body.writeKey, "wk_1");
  const [, track] = body.batch;
  assert.equal(track.userId, "7");
  assert.match(track.anonymousId, /^[0-9a-f-]{36}$/);
  assert.equal(track.context.campaign.name, "spring");
  assert.equal(track.context.locale, "de-DE");
});

test("nothing is stored or sent before consent where it is required", async () => {
  const attributes = { "data-consent": "required" };
  const { window, sent, storage, settle, types } = page({ attributes });
  window.regulars.identify("7");
  window.regulars.track("Product Viewed");
  await settle();
  assert.equal(sent.length, 0);
  assert.equal(storage.size, 0);
  assert.equal(window.regulars.consent(true), true);
  await settle();
  assert.deepEqual(types(), ["page", "identify", "track"]);
  assert.ok(sent[0].body.batch.every((item) => item.anonymousId));
  assert.equal(storage.get("regulars.user"), "7");
});

test("a visitor who says no leaves nothing behind", async () => {
  const { window, sent, storage, settle } = page();
  await settle();
  window.regulars.consent(false);
  window.regulars.track("x");
  await settle();
  assert.equal(sent.length, 1);
  assert.deepEqual([...storage.keys()], ["regulars.consent"]);
});

test("global privacy control counts as a no until the visitor says yes", async () => {
  const { window, sent, storage, settle } = page({ gpc: true });
  await settle();
  assert.deepEqual([sent.length, storage.size], [0, 0]);
  window.regulars.consent(true);
  await settle();
  assert.equal(sent.length, 1);
});

test("what is not acknowledged is sent again with the same ids", async () => {
  const answers = [0, 429, 200];
  const { sent, settle, storage, timers } = page({ answer: (n) => answers[n - 1] });
  await settle();
  assert.ok(timers[0].ms >= 500 && timers[0].ms <= 1000, "waits before the second try");
  await settle();
  assert.ok(timers[0].ms >= 3000, "waits as long as the server asks");
  await settle();
  const ids = sent.map(({ body }) => body.batch[0].messageId);
  assert.equal(new Set(ids).size, 1);
  assert.equal(sent.length, 3);
  assert.equal(storage.has("regulars.outbox"), false);
});

test("the next page sends what the last one could not", async () => {
  const storage = new Map();
  const first = page({ storage, answer: () => 0 });
  await first.settle();
  const id = first.sent[0].body.batch[0].messageId;
  const second = page({ storage });
  await second.settle();
  assert.equal(second.sent[0].body.batch[0].messageId, id);
});

test("a call that is refused is not sent again", async () => {
  const { sent, settle, timers } = page({ answer: () => 400 });
  await settle();
  assert.deepEqual([sent.length, timers.length], [1, 0]);
});

test("a page that goes away hands over what waits", async () => {
  const { listeners, beacons, storage } = page();
  listeners.pagehide();
  assert.equal(beacons.length, 1);
  assert.equal(beacons[0].body.type, "text/plain");
  const { batch } = JSON.parse(await beacons[0].body.text());
  assert.equal(batch[0].type, "page");
  assert.ok(storage.has("regulars.outbox"), "kept until it is known to have arrived");
});

test("large batches are cut and too large calls are not sent", async () => {
  const { window, sent, settle } = page({ attributes: { "data-page": "off" } });
  window.regulars.track("huge", { text: "x".repeat(40_000) });
  for (let n = 0; n < 5; n++) window.regulars.track("large", { text: "x".repeat(20_000) });
  while (sent.reduce((n, { body }) => n + body.batch.length, 0) < 5) await settle();
  assert.ok(sent.every(({ options }) => options.body.length < 64 * 1024));
  assert.ok(sent.length >= 3);
});

test("reset makes the next call another visitor's", async () => {
  const { window, sent, settle } = page();
  window.regulars.identify("7");
  await settle();
  window.regulars.reset();
  window.regulars.track("x");
  await settle();
  const [first, last] = [sent[0].body.batch[0], sent.at(-1).body.batch[0]];
  assert.notEqual(first.anonymousId, last.anonymousId);
  assert.equal(last.userId, undefined);
});

test("a page without storage works", async () => {
  const blocked = { get() { throw new Error("blocked"); } };
  const storage = { get: blocked.get, set: blocked.get, delete: blocked.get };
  const { sent, settle } = page({ storage });
  await settle();
  assert.equal(sent.length, 1);
});
