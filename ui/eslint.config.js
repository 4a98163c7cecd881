import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import arrows from './scripts/arrows.js';
import svelteConfig from './svelte.config.js';

export default ts.config(
  { ignores: ['build/', '.svelte-kit/', 'node_modules/', 'static/'] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    plugins: { house: { rules: { arrows } } },
    rules: {
      'house/arrows': 'error',
      'no-console': ['error', { allow: ['error'] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // The app is always served from the root of its host.
      'svelte/no-navigation-without-resolve': 'off',
      // A named snippet without parameters reads well beside its siblings.
      'svelte/no-useless-children-snippet': 'off',
      // Sets and URLSearchParams that live inside one function need no reactivity.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
  },
  {
    files: ['src/**'],
    ignores: ['src/shell/again.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          name: '$app/navigation',
          importNames: ['invalidate', 'invalidateAll'],
          message: 'Use readAgain of $shell/again: these give up a link that is being followed.',
        },
      ],
    },
  },
  { files: ['scripts/**'], rules: { 'no-console': 'off' } },
);
