/**
 * ESLint rule: which folder may import which.
 *
 * routes → rooms → kit, and all of them → api and shell. Rooms never import one another: a page
 * composes them. The message says where to move the file.
 */
import path from 'node:path';

/** @type {Record<string, string[]>} */
const MAY_USE = {
  api: ['api'],
  shell: ['api', 'shell', 'kit', 'locales', 'styles'],
  kit: ['api', 'shell', 'kit'],
  rooms: ['api', 'shell', 'kit'],
  routes: ['api', 'shell', 'kit', 'rooms', 'styles', 'locales'],
};

const SRC = `${path.sep}src${path.sep}`;

/** @param {string} file @param {string} spec @returns {string | null} the target below src/ */
function target(file, spec) {
  const alias = /^\$(api|kit|rooms|shell|locales)(\/.*)?$/.exec(spec);
  if (alias) return alias[1] + (alias[2] ?? '');
  if (!spec.startsWith('.')) return null;
  const full = path.resolve(path.dirname(file), spec);
  const at = full.lastIndexOf(SRC);
  return at < 0
    ? null
    : full
        .slice(at + SRC.length)
        .split(path.sep)
        .join('/');
}

/** @type {import('eslint').Rule.RuleModule} */
export default {
  meta: {
    type: 'problem',
    schema: [],
    docs: { description: 'imports follow the plan of the house' },
  },
  create(context) {
    const file = context.filename;
    const at = file.lastIndexOf(SRC);
    if (at < 0) return {};
    const own = file.slice(at + SRC.length).split(path.sep);
    const allowed = MAY_USE[own[0] ?? ''];
    if (!allowed) return {};
    /** @param {any} node */
    const check = (node) => {
      const spec = node.source?.value;
      if (typeof spec !== 'string') return;
      const to = target(file, spec);
      if (!to) return;
      const [area = '', room] = to.split('/');
      if (area === 'rooms' && own[0] === 'rooms' && room === own[1]) return;
      if (area === 'rooms' && own[0] === 'rooms') {
        context.report({
          node,
          message:
            `Room "${own[1]}" may not import room "${room}". Compose both in a route, ` +
            `or move what they have in common to kit.`,
        });
      } else if (!allowed.includes(area) && !(area === own[0] && own[0] !== 'rooms')) {
        context.report({
          node,
          message:
            `${own[0]} may not import ${area}. Pass it in as a prop or snippet, ` +
            `or move the file to ${allowed[0]}.`,
        });
      }
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};
