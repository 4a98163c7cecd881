// The outline of a page as assistive technology hears it, kept as a file beside the tests.
//
// The app's own words and their structure are kept; what the shop's customers and the hour bring
// is an ellipsis, and rows that are alike are one. `REGULARS_TEST_UPDATE=1` writes the files anew.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const FOLDER = new URL('outlines/', import.meta.url);
/** Findings: which of them a chart states changes with the figures. */
const FINDINGS = /^(segments\.(grew|shrank|steady)|results\.half)$/;
const TEXTS = Object.entries(
  JSON.parse(readFileSync(new URL('../src/locales/en.json', import.meta.url), 'utf8')),
)
  .filter(([key]) => !FINDINGS.test(key))
  .map(([, text]) => text);
const ELLIPSIS = '…';
/** States that belong to the page and not to the moment. */
const STATES = /^(level=\d|checked|disabled|pressed)$/;
/** Of these only words without a figure are kept: which sentence they say changes with it. */
const CHANGING = new Set(['paragraph', 'text', 'option']);
/** Repeated for each thing that the shop has. */
const REPEATED = new Set(['row', 'listitem']);
/** Letters of its own that a text with gaps must have, lest it fit everything. */
const LETTERS_MIN = 6;

/** A text with gaps, such as `{n} found`, as a pattern; null when little but gaps is in it. */
function patternOf(text) {
  let pattern = '';
  let letters = 0;
  for (let at = 0, depth = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '{' && (depth += 1) === 1) pattern += '.+';
    else if (sign === '}') depth -= 1;
    else if (depth === 0) {
      letters += /\p{L}/u.test(sign) ? 1 : 0;
      pattern += sign.replace(/[.*+?^${}()|[\]\\]/, '\\$&');
    }
  }
  return letters < LETTERS_MIN
    ? null
    : { text, letters, pattern: new RegExp(`^${pattern}$`, 'su') };
}

const plain = new Set(TEXTS.filter((text) => !text.includes('{')));
const gapped = TEXTS.filter((text) => text.includes('{'))
  .map(patternOf)
  .filter(Boolean)
  .sort((a, b) => b.letters - a.letters);

/** The words if they are the app's own. */
function own(words, role) {
  const text = words.trim();
  if (plain.has(text)) return text;
  if (CHANGING.has(role)) return ELLIPSIS;
  return gapped.find(({ pattern }) => pattern.test(text))?.text ?? ELLIPSIS;
}

/** One line of a snapshot: its role, name, states and text. */
function read(line) {
  let rest = line.trim().slice(2);
  if (rest.startsWith("'")) {
    const end = rest.lastIndexOf("'");
    rest = rest.slice(1, end).replaceAll("''", "'") + rest.slice(end + 1);
  }
  const found = /^([\w/]+)(?: ("(?:[^"\\]|\\.)*"|\/.*?\/))?((?: \[[^\]]+\])*)(?::\s*(.*))?$/s.exec(
    rest,
  );
  if (!found) return { role: 'text', name: '', states: [], said: rest, parts: [] };
  const [, role, name, states, said = ''] = found;
  const quoted = (text) => (/^".*"$/s.test(text) ? JSON.parse(text) : text);
  return {
    role,
    name: name ? quoted(name) : '',
    states: [...states.matchAll(/\[([^\]]+)\]/g)].map((one) => one[1]),
    said: quoted(said),
    parts: [],
  };
}

function parse(snapshot) {
  const root = { role: '', name: '', states: [], said: '', parts: [] };
  const path = [root];
  for (const line of snapshot.split('\n')) {
    if (!line.trim()) continue;
    const depth = line.search(/\S/) / 2;
    const node = read(line);
    path[depth].parts.push(node);
    path[depth + 1] = node;
    path.length = depth + 2;
  }
  return root;
}

/** The lines of a node; the same part is told once. */
function lines(node, indent = '') {
  const words = [node.name, node.said].filter(Boolean).map((one) => own(one, node.role));
  const states = node.states.filter((state) => STATES.test(state));
  const head = [node.role, ...new Set(words), ...states.map((state) => `[${state}]`)].join(' ');
  const inner = node.parts
    .filter((part) => !part.role.startsWith('/'))
    .map((part) => lines(part, `${indent}  `));
  const told = [...new Map(inner.map((one) => [one.join('\n'), one])).values()].flat();
  const foreign = words.includes(ELLIPSIS) || told.some((line) => line.includes(ELLIPSIS));
  if (REPEATED.has(node.role) && foreign) return [`${indent}${node.role} ${ELLIPSIS}`];
  return [`${indent}${head}`, ...told];
}

/** Compares the outline of a part of a page with the file of that name. */
export async function outline(part, name) {
  const root = parse(await part.ariaSnapshot());
  const now = `${root.parts.flatMap((node) => lines(node)).join('\n')}\n`;
  const file = new URL(`${name}.txt`, FOLDER);
  if (process.env.REGULARS_TEST_UPDATE) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, now);
    return;
  }
  assert.equal(now, readFileSync(file, 'utf8'), `${name}: REGULARS_TEST_UPDATE=1 writes it anew`);
}
