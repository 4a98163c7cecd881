/** Everything runs in the browser: the server only hands out files and answers the API. */
export const ssr = false;
export const prerender = false;
export const trailingSlash = 'never';
