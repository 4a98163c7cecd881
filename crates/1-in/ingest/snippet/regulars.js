/* Regulars storefront snippet. Sends what visitors do to the shop's own Regulars, and to nobody
   else. Nothing is stored or sent before consent where the shop or the browser asks for it.
   Documentation: docs/snippet.md */
(function (window, document, navigator) {
  "use strict";

  var script = document.currentScript || document.querySelector("script[data-write-key]");
  var early = window.regulars;
  if (!script || (early && early.ready)) return;

  var writeKey = script.getAttribute("data-write-key");
  var host = script.getAttribute("data-host") || new URL(script.src, document.baseURI).origin;
  var endpoint = host.replace(/\/+$/, "") + "/v1/batch";
  var asks =
    script.getAttribute("data-consent") === "required" || navigator.globalPrivacyControl === true;

  var ITEMS_MAX = 100; // items that wait at most; the oldest go first
  var ITEM_BYTES_MAX = 32 * 1024; // the server takes no larger item
  var BATCH_BYTES_MAX = 48 * 1024; // browsers refuse more than 64 KB while a page closes
  var WAIT_MS = 400; // calls that come together leave together
  var TRIES_MAX = 8;
  var RETRY_MS = 1000;

  var waiting = []; // items not yet acknowledged
  var sending = 0; // how many of them are on their way
  var tries = 0;
  var timer = 0;
  var memory = {}; // stands in where storage is blocked

  function stored(name, value) {
    var key = "regulars." + name;
    try {
      if (value === undefined) return window.localStorage.getItem(key);
      if (value === null) window.localStorage.removeItem(key);
      else window.localStorage.setItem(key, value);
    } catch (blocked) {
      if (value === undefined) return memory[key] || null;
      memory[key] = value;
    }
    return value;
  }

  function allowed() {
    var said = stored("consent");
    return said === "yes" || (said !== "no" && !asks);
  }

  function uuid() {
    if (window.crypto.randomUUID) return window.crypto.randomUUID();
    var bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.prototype.map.call(bytes, function (byte) {
      return (byte + 256).toString(16).slice(1);
    });
    return hex.join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  function anonymousId() {
    return stored("visitor") || stored("visitor", uuid());
  }

  function zone() {
    try {
      return Intl.DateTimeFormat().resolvedOptions().timeZone;
    } catch (unknown) {
      return undefined;
    }
  }

  function context() {
    var query = new URLSearchParams(window.location.search);
    var campaign = {};
    ["source", "medium", "term", "content", "campaign"].forEach(function (part) {
      var value = query.get("utm_" + part);
      if (value) campaign[part === "campaign" ? "name" : part] = value;
    });
    return {
      page: {
        url: window.location.href,
        path: window.location.pathname,
        search: window.location.search,
        title: document.title,
        referrer: document.referrer,
      },
      campaign: campaign,
      locale: navigator.language,
      timezone: zone(),
      library: { name: "regulars.js", version: "1" },
    };
  }

  /* An item is made when the call is made: its time and its page are those of the call. Who the
     visitor is gets added when it leaves, since without consent there is no id yet. */
  function add(type, fields) {
    if (stored("consent") === "no") return;
    var item = {
      type: type,
      messageId: uuid(),
      timestamp: new Date().toISOString(),
      context: context(),
    };
    for (var name in fields) if (fields[name] !== undefined) item[name] = fields[name];
    if (size(item) > ITEM_BYTES_MAX) {
      console.warn("regulars: a call over 32 KB is not sent");
      return;
    }
    waiting.push(item);
    if (waiting.length > ITEMS_MAX) waiting.splice(sending, waiting.length - ITEMS_MAX);
    if (allowed()) {
      identifyItems();
      keep();
      soon(WAIT_MS);
    }
  }

  function size(item) {
    return new Blob([JSON.stringify(item)]).size;
  }

  function identifyItems() {
    var visitor = anonymousId();
    var user = stored("user");
    waiting.forEach(function (item) {
      if (item.anonymousId) return;
      item.anonymousId = visitor;
      if (user && !item.userId) item.userId = user;
    });
  }

  /* What is not acknowledged outlives the page; the server knows each item by its messageId. */
  function keep() {
    stored("outbox", waiting.length ? JSON.stringify(waiting) : null);
  }

  function soon(ms) {
    if (timer || sending) return;
    timer = window.setTimeout(flush, ms);
  }

  function batch() {
    var items = [];
    var bytes = 0;
    for (var place = 0; place < waiting.length; place++) {
      bytes += size(waiting[place]);
      if (items.length && bytes > BATCH_BYTES_MAX) break;
      items.push(waiting[place]);
    }
    return items;
  }

  function body(items) {
    return JSON.stringify({ writeKey: writeKey, sentAt: new Date().toISOString(), batch: items });
  }

  function flush() {
    window.clearTimeout(timer);
    timer = 0;
    if (sending || !waiting.length || !allowed()) return;
    var items = batch();
    sending = items.length;
    /* text/plain needs no preflight. */
    window
      .fetch(endpoint, {
        method: "POST",
        headers: { "Content-Type": "text/plain" },
        body: body(items),
        credentials: "omit",
        keepalive: true,
      })
      .then(
        function (answer) {
          var later = answer.status === 429 || answer.status >= 500;
          if (later) retry(1000 * Number(answer.headers.get("Retry-After")) || 0);
          else done();
        },
        function () {
          retry(0);
        }
      );
  }

  function done() {
    waiting.splice(0, sending);
    sending = 0;
    tries = 0;
    if (allowed()) keep();
    if (waiting.length) soon(0);
  }

  function retry(least) {
    sending = 0;
    tries += 1;
    if (tries > TRIES_MAX) return; // the next page tries again
    var pause = RETRY_MS * Math.pow(2, tries - 1);
    soon(Math.max(least, pause / 2 + (Math.random() * pause) / 2));
  }

  /* The page goes away: hand what waits to the browser. It stays in the outbox until another page
     hears that it arrived. */
  function leave() {
    if (!waiting.length || !allowed() || !navigator.sendBeacon) return;
    navigator.sendBeacon(endpoint, new Blob([body(batch())], { type: "text/plain" }));
  }

  function forget() {
    ["visitor", "user", "outbox"].forEach(function (name) {
      stored(name, null);
    });
  }

  var calls = {
    identify: function (user, traits) {
      if (user && typeof user === "object") {
        traits = user;
        user = undefined;
      }
      user = user === undefined || user === null ? undefined : String(user);
      if (user && allowed()) stored("user", user);
      add("identify", { userId: user, traits: traits });
    },
    track: function (event, properties) {
      add("track", { event: event, properties: properties });
    },
    page: function (name, properties) {
      if (name && typeof name === "object") {
        properties = name;
        name = undefined;
      }
      add("page", { name: name, properties: properties });
    },
    /* Signing out: the next call is another visitor's. */
    reset: function () {
      flush();
      stored("user", null);
      stored("visitor", null);
    },
    /* The visitor's answer to the shop's question. */
    consent: function (given) {
      if (given === undefined) return allowed();
      stored("consent", given ? "yes" : "no");
      if (given) {
        waiting.forEach(function (item) {
          if (item.type === "identify" && item.userId) stored("user", item.userId);
        });
        if (waiting.length) {
          identifyItems();
          keep();
          soon(0);
        }
      } else {
        waiting = waiting.slice(0, sending);
        forget();
      }
      return allowed();
    },
  };

  function call(args) {
    args = Array.prototype.slice.call(args);
    var name = args.shift();
    if (calls[name]) return calls[name].apply(null, args);
  }

  if (allowed()) {
    try {
      waiting = JSON.parse(stored("outbox")) || [];
    } catch (broken) {
      waiting = [];
    }
  }

  var regulars = {
    ready: true,
    push: function () {
      for (var place = 0; place < arguments.length; place++) call(arguments[place]);
    },
  };
  Object.keys(calls).forEach(function (name) {
    regulars[name] = function () {
      try {
        return calls[name].apply(null, arguments);
      } catch (error) {
        console.warn("regulars:", error); // a shop's page must not break over its statistics
      }
    };
  });
  window.regulars = regulars;
  if (Array.isArray(early)) regulars.push.apply(regulars, early);
  if (script.getAttribute("data-page") !== "off") regulars.page();
  if (waiting.length && allowed()) soon(WAIT_MS);

  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") leave();
  });
  window.addEventListener("online", function () {
    tries = 0;
    soon(0);
  });
})(window, document, navigator);
