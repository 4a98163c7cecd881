import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds the server: `regulars demo` or `regulars serve`. */
const server = process.env.REGULARS_URL ?? 'http://localhost:8080';
const proxied = { target: server, changeOrigin: false };

export default defineConfig({
  plugins: [sveltekit()],
  server: {
    proxy: { '/api': proxied, '/v1': proxied, '/t': proxied, '/openapi.json': proxied },
  },
  build: { target: 'es2022', chunkSizeWarningLimit: 700 },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
