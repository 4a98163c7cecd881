import { dev } from '$app/environment';
import { error } from '@sveltejs/kit';

/** The gallery of controls is for people who build the app. */
export const load = async () => {
  if (!dev) error(404);
  return { Gallery: (await import('$kit/Gallery.svelte')).default };
};
