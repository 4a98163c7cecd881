/** What the page shows, read again. */
import { invalidate, invalidateAll } from '$app/navigation';
import { navigating } from '$app/state';

/** Ends when no link is being followed, or the one that was has been given up. */
async function arrived(): Promise<void> {
  let last: Promise<void> | null = null;
  while (navigating.complete && navigating.complete !== last) {
    last = navigating.complete;
    await last.catch(() => {});
  }
}

/**
 * Reads what depends on this name again, or everything. A link that is being followed comes first:
 * SvelteKit 2 gives a navigation up when something is invalidated during it
 * (https://github.com/sveltejs/kit/issues/9354), and a press on a link would do nothing.
 */
export async function readAgain(name?: `live:${string}`): Promise<void> {
  await arrived();
  await (name ? invalidate(name) : invalidateAll());
}
