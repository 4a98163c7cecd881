import { describe, expect, it } from 'vitest';
import { blockAt, plainly, read, write, type Block } from './letter';

const LETTER = `# Hello {{ first_name | default: "there" }}

Two lines
with **weight** and [a link](https://shop.example).

- one
- two

![An oak board](https://shop.example/board.jpg)

[See what is new](https://shop.example/new)

---

Warm regards
`;

describe('a letter', () => {
  it('comes back from its blocks unchanged', () => {
    const blocks = read(LETTER);
    expect(blocks.map((block) => block.kind)).toEqual([
      'heading',
      'words',
      'list',
      'picture',
      'button',
      'rule',
      'words',
    ]);
    expect(write(blocks)).toBe(LETTER);
  });

  it('knows the block of every line', () => {
    const lines = LETTER.split('\n');
    const at = (line: string) => blockAt(LETTER, lines.indexOf(line) + 1);
    expect(at('# Hello {{ first_name | default: "there" }}')).toBe(0);
    expect([at('Two lines'), at('with **weight** and [a link](https://shop.example).')]).toEqual([
      1, 1,
    ]);
    expect([at('- two'), at('---'), at('Warm regards')]).toEqual([2, 5, 6]);
  });

  it('keeps template marks as they are', () => {
    const text =
      '{% if last_order %}\n\nYou bought {{ last_order.lines[0].name }}.\n\n{% endif %}\n';
    expect(write(read(text))).toBe(text);
  });

  it('is not broken by signs typed into a label', () => {
    const block: Block = { kind: 'button', label: 'Go [now]\nplease', target: 'https://x/(1) ' };
    expect(read(write([block]))).toEqual([
      { kind: 'button', label: 'Go now please', target: 'https://x/1' },
    ]);
  });

  it('may be empty', () => {
    expect(read('')).toEqual([]);
    expect(write([{ kind: 'words', text: '' }])).toBe('\n');
  });
});

it('reads a subject as somebody would for whom nothing is known', () => {
  expect(plainly('First snow, {{ first_name | default: "friend" }}!')).toBe('First snow, friend!');
  expect(plainly('News from {{ shop.name }} for {{customer.city}}')).toBe(
    'News from ‹name› for ‹city›',
  );
  expect(plainly('No fields')).toBe('No fields');
});
