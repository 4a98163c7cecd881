// Going through a page with the keyboard alone.
import assert from 'node:assert/strict';

/** More stops than any page has before its end. */
const STOPS_MAX = 120;

/** What has the focus: its role and name as assistive technology hears them, and how it is drawn. */
const focused = (page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    const labelled = at.getAttribute('aria-labelledby');
    const label = at.labels?.[0] ?? (labelled && document.getElementById(labelled));
    const name = at.getAttribute('aria-label') ?? label?.textContent ?? at.textContent ?? '';
    // A radio is drawn by its label.
    const drawn = at.matches('input[type=radio]') ? at.closest('label') : at;
    const { outlineStyle } = getComputedStyle(drawn);
    return {
      tag: at.tagName.toLowerCase(),
      name: name.replace(/\s+/g, ' ').trim(),
      seen: outlineStyle !== 'none' || at.matches('[role=combobox], iframe, main, body, dialog'),
    };
  });

/** Presses Tab until the focus is on what has this name; each stop on the way must be visible. */
export async function reach(page, name, { back = false } = {}) {
  const stops = [];
  for (let n = 0; n < STOPS_MAX; n += 1) {
    const at = await focused(page);
    if (name.test(at.name) && at.tag !== 'body' && at.tag !== 'main') return at;
    assert.ok(at.seen, `the focus is not seen on ${at.tag} “${at.name.slice(0, 40)}”`);
    stops.push(`${at.tag} ${at.name.slice(0, 30)}`);
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`Tab never comes to ${name}: ${stops.join(' | ')}`);
}

/** Goes there and presses Enter. */
export async function press(page, name, options) {
  await reach(page, name, options);
  await page.keyboard.press('Enter');
}

/** Goes to a field and writes into it, over what is there. */
export async function write(page, name, text, options) {
  await reach(page, name, options);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
}
