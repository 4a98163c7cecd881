import adapter from '@sveltejs/adapter-static';

/** @type {import('@sveltejs/kit').Config} */
export default {
  compilerOptions: { runes: true },
  kit: {
    adapter: adapter({
      pages: 'build',
      assets: 'build',
      fallback: 'index.html',
      precompress: true,
    }),
    alias: {
      $api: 'src/api',
      $kit: 'src/kit',
      $rooms: 'src/rooms',
      $shell: 'src/shell',
      $locales: 'src/locales',
    },
    csp: {
      mode: 'hash',
      directives: {
        'default-src': ['self'],
        'script-src': ['self'],
        // Svelte and the charts set style attributes; previewed mails carry inline styles.
        'style-src': ['self', 'unsafe-inline'],
        'img-src': ['self', 'data:', 'blob:', 'https:', 'http:'],
        'font-src': ['self', 'data:'],
        'connect-src': ['self'],
        'frame-src': ['self'],
        'object-src': ['none'],
        'base-uri': ['self'],
        'form-action': ['self'],
      },
    },
    output: { preloadStrategy: 'modulepreload' },
    version: { pollInterval: 0 },
  },
};
