/**
 * Looks at every style block: no hex colors, pixels, z-index numbers or physical sides outside
 * src/styles/tokens.css. Prints each finding with file and line; exit status 1 when there is one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const RULES = [
  [/#[0-9a-f]{3,8}\b/i, 'a hex color; use a token'],
  [/(?<![\w-])\d*\.?\d+px\b/, 'a pixel value; use a token or rem'],
  [/z-index:\s*\d/, 'a z-index number; use a --layer token'],
  [/\b(margin|padding|border)-(left|right|top|bottom)\b/, 'a physical side; use inline/block'],
  [/^\s*(left|right|top|bottom):/, 'a physical side; use inset-*'],
  [/text-align:\s*(left|right)/, 'a physical side; use start/end'],
];

/** @param {string} dir @returns {string[]} */
const walk = (dir) =>
  readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(dir, entry.name);
    if (entry.isDirectory()) return walk(full);
    return /\.(svelte|css)$/.test(entry.name) ? [full] : [];
  });

let findings = 0;
for (const file of walk('src')) {
  if (file.endsWith(path.join('styles', 'tokens.css'))) continue;
  let inside = file.endsWith('.css');
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((line, index) => {
      if (!file.endsWith('.css') && /<style/.test(line)) inside = true;
      if (!file.endsWith('.css') && /<\/style>/.test(line)) inside = false;
      if (!inside) return;
      for (const [pattern, why] of RULES) {
        if (/** @type {RegExp} */ (pattern).test(line)) {
          findings += 1;
          console.error(`${file}:${index + 1}: ${why}: ${line.trim()}`);
        }
      }
    });
}
console.log(findings ? `${findings} findings in styles` : 'styles: all values come from tokens');
process.exit(findings ? 1 : 0);
