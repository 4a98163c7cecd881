/**
 * A letter as blocks and back. The text is the form that is kept; the server lays the same blocks
 * out as MJML. Pure.
 */
import { plain } from '$shell/format';

export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'words'; text: string }
  | { kind: 'list'; text: string }
  | { kind: 'button'; label: string; target: string }
  | { kind: 'picture'; label: string; target: string }
  | { kind: 'rule' };

export type BlockKind = Block['kind'];

const LINK = /^(!?)\[([^[\]]*)\]\(([^()]*)\)$/;
const ITEM = /^[-*] /;

function alone(line: string): Block | null {
  if (line === '---') return { kind: 'rule' };
  const heading = /^(#{1,})\s*(.*)$/.exec(line);
  if (heading) {
    return { kind: 'heading', level: Math.min(3, heading[1]?.length ?? 1), text: heading[2] ?? '' };
  }
  const link = LINK.exec(line.trim());
  if (!link) return null;
  const [, picture, label = '', target = ''] = link;
  return { kind: picture ? 'picture' : 'button', label, target: target.trim() };
}

export function read(text: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  const close = () => {
    if (lines.length === 0) return;
    const isList = lines.every((line) => ITEM.test(line));
    blocks.push(
      isList
        ? { kind: 'list', text: lines.map((line) => line.replace(ITEM, '')).join('\n') }
        : { kind: 'words', text: lines.join('\n') },
    );
    lines = [];
  };
  for (const raw of text.split('\n')) {
    const line = raw.trimEnd();
    const single = alone(line);
    if (single || line === '') close();
    if (single) blocks.push(single);
    else if (line !== '') lines.push(line);
  }
  close();
  return blocks;
}

/** The place of the block that a line of the text belongs to, from 0; the first line is 1. */
export function blockAt(text: string, line: number): number {
  const before = text.split('\n').slice(0, line).join('\n');
  return Math.max(0, read(before).length - 1);
}

/** Whether a block leaves anything in the text. */
export const isWritten = (block: Block) => written(block).trim() !== '';

/** One line of text inside a mark that must not contain the mark's own signs. */
const inside = (text: string, signs: RegExp) => text.replaceAll(signs, '').replaceAll('\n', ' ');

function written(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${block.text.replaceAll('\n', ' ')}`;
    case 'words':
      return block.text;
    case 'list':
      return block.text
        .split('\n')
        .filter((line) => line.trim())
        .map((line) => `- ${line}`)
        .join('\n');
    case 'button':
    case 'picture': {
      const mark = block.kind === 'picture' ? '!' : '';
      return `${mark}[${inside(block.label, /[[\]]/g)}](${inside(block.target, /[()]/g).trim()})`;
    }
    case 'rule':
      return '---';
  }
}

export function write(blocks: Block[]): string {
  return `${blocks
    .map(written)
    .filter((text) => text.trim())
    .join('\n\n')}\n`;
}

/** A line with its fields filled by the words for when they are missing, else by their names. */
export function plainly(text: string): string {
  return text.replaceAll(
    /\{\{\s*([\w.]+)[^}]*?(?:default:\s*["']([^"']*)["'])?\s*\}\}/g,
    (_, name, or) =>
      typeof or === 'string'
        ? or
        : `‹${plain(String(name).split('.').at(-1) ?? '').toLowerCase()}›`,
  );
}

/** A new block with words to write over. */
export function fresh(kind: BlockKind, words: { label: string }): Block {
  switch (kind) {
    case 'heading':
      return { kind, level: 1, text: '' };
    case 'words':
    case 'list':
      return { kind, text: '' };
    case 'button':
      return { kind, label: words.label, target: '{{ shop.website }}' };
    case 'picture':
      return { kind, label: '', target: 'https://' };
    case 'rule':
      return { kind };
  }
}
