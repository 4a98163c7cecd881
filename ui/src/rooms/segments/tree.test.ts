import { describe, expect, it } from 'vitest';
import type { Tree } from '$api/shapes';
import { add, asGroup, at, begin, fit, indent, indexOfByte, replace, tidy, turn } from './tree';

const leaf = (field: string): Tree => ({ op: 'field', field, cmp: 'is_known' });
const tree: Tree = {
  op: 'and',
  of: [leaf('a'), { op: 'or', of: [leaf('b'), { op: 'not', of: leaf('c') }] }],
};

describe('a tree of conditions', () => {
  it('is found and replaced by its place', () => {
    expect(at(tree, [1, 1, 0])).toEqual(leaf('c'));
    expect(at(tree, [7])).toBeNull();
    const next = replace(tree, [1, 1, 0], leaf('d'));
    expect(next && at(next, [1, 1, 0])).toEqual(leaf('d'));
    expect(at(tree, [1, 1, 0])).toEqual(leaf('c'));
  });

  it('loses a group with its last part, and a not with what it turned round', () => {
    expect(replace(tree, [1, 1, 0], null)).toEqual({
      op: 'and',
      of: [leaf('a'), { op: 'or', of: [leaf('b')] }],
    });
    const small: Tree = { op: 'and', of: [leaf('a'), { op: 'or', of: [leaf('b')] }] };
    expect(replace(small, [1, 0], null)).toEqual({ op: 'and', of: [leaf('a')] });
    expect(replace({ op: 'and', of: [leaf('a')] }, [0], null)).toBeNull();
  });

  it('turns a line round and back', () => {
    const once = turn(tree, [0]);
    expect(at(once, [0])).toEqual({ op: 'not', of: leaf('a') });
    expect(turn(once, [0])).toEqual(tree);
  });

  it('grows and indents', () => {
    expect(at(add(tree, [1], leaf('z')), [1, 2])).toEqual(leaf('z'));
    expect(add(tree, [0], leaf('z'))).toBe(tree);
    expect(at(indent(tree, [0], 'or'), [0])).toEqual({ op: 'or', of: [leaf('a')] });
  });

  it('is sent without groups that mean nothing', () => {
    expect(tidy(asGroup(leaf('a')))).toEqual(leaf('a'));
    expect(tidy({ op: 'and', of: [{ op: 'or', of: [] }] })).toBeNull();
    expect(tidy({ op: 'not', of: { op: 'and', of: [] } })).toBeNull();
    expect(tidy(tree)).toEqual(tree);
  });
});

it('gives a comparison the values it wants', () => {
  expect(fit(3, 'between', 1)).toEqual([3, 3]);
  expect(fit([3, 9], '>=', 1)).toBe(3);
  expect(fit('DE', 'in', 'x')).toEqual(['DE']);
  expect(fit('DE', 'is_known', 'x')).toBeUndefined();
  expect(fit(undefined, '=', 1)).toBe(1);
});

it('begins a line that already means something', () => {
  const country = {
    name: 'country',
    kind: 'field',
    label: '',
    sentence: '',
    doc: '',
    example: '',
    type: 'text',
    values: ['DE'],
  } as const;
  expect(begin({ ...country, values: ['DE'] }, 'EUR')).toEqual({
    op: 'field',
    field: 'country',
    cmp: '=',
    value: '',
  });
  expect(begin({ ...country, values: undefined }, 'EUR')).toEqual({
    op: 'field',
    field: 'country',
    cmp: 'is_known',
  });
});

it('finds the place of a byte in a text with umlauts', () => {
  const text = 'city = "Köln" andx';
  expect(text.slice(indexOfByte(text, new TextEncoder().encode('city = "Köln" ').length))).toBe(
    'andx',
  );
  expect(indexOfByte('abc', 99)).toBe(3);
});
