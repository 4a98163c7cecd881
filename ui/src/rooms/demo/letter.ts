/** A mail as the mailbox shows it. Pure. */

/**
 * Makes every link open beside the app, as it would from a mailbox: the frame has no way to leave,
 * and the policy of the page takes no `<base>`.
 */
export function framed(html: string): string {
  return html.replace(/<(a|area)(?=\s)/gi, '<$1 target="_blank" rel="noreferrer"');
}

/** "Anna Keller" of `"Anna Keller" <anna@example.com>`, else the address. */
export function nameOf(mailbox: string): string {
  const name = mailbox.replace(/<[^>]*>\s*$/, '').trim();
  const address = /<([^>]*)>\s*$/.exec(mailbox)?.[1] ?? mailbox;
  return name.replace(/^"(.*)"$/, '$1').replaceAll('\\"', '"') || address;
}
