// The official client for Node, unchanged: sends people, views and pages to ADDRESS under KEY.
// Says HALF in the middle and goes on when a line comes in, so that the server can be restarted.
const { createRequire } = require("node:module");
const readline = require("node:readline");
const { Analytics } = createRequire(`${process.env.CLIENTS}/`)("@segment/analytics-node");

const analytics = new Analytics({
  writeKey: process.env.KEY,
  host: process.env.ADDRESS,
  flushAt: 7,
  flushInterval: 200,
  maxRetries: 20,
});
analytics.on("error", (error) => console.error(String(error.code), String(error.reason)));

const people = 20;
const rounds = 40;

function round(n) {
  const userId = `n${n % people}`;
  const traits = { email: `${userId}@example.com`, firstName: "Noël", plan: "blue" };
  analytics.identify({ userId, traits });
  analytics.track({ userId, event: "Product Viewed", properties: { product_id: `p${n}` } });
  analytics.page({ userId, name: "Home", properties: { path: "/" } });
}

async function main() {
  for (let n = 0; n < rounds / 2; n++) round(n);
  console.log("HALF");
  const lines = readline.createInterface({ input: process.stdin });
  for (let n = rounds / 2; n < rounds; n++) round(n);
  await lines[Symbol.asyncIterator]().next();
  lines.close();
  await analytics.closeAndFlush({ timeout: 60000 });
}

main();
