import { describe, expect, it } from 'vitest';
import type { Import } from '$api/shapes';
import { changeWord, outcome, place, readDate, secondsLeft } from './words';

const counts = { rows: 9, new: 3, changed: 2, same: 0, skipped: 1, conflicting: 0 };

describe('imports', () => {
  it('names only what happened', () => {
    expect(outcome({ kind: 'customers', counts })).toBe('3 new customers, 2 changed');
    expect(outcome({ kind: 'orders', counts: { ...counts, new: 0, changed: 1 } })).toBe(
      '1 changed order',
    );
    expect(outcome({ kind: 'orders', counts: { ...counts, new: 0, changed: 0 } })).toBe('');
  });

  it('reads a short date both ways, and no other text', () => {
    expect(readDate('03/04/2026', 'day_first')).toBe('2026-04-03');
    expect(readDate('03/04/26 10:00', 'month_first')).toBe('2026-03-04');
    expect(readDate('13/14/2026', 'day_first')).toBeNull();
    expect(readDate('2026-04-03', 'day_first')).toBeNull();
  });

  it('guesses the time left from the bytes that are behind it', () => {
    const one = { size_bytes: 1000, progress: { rows: 50, bytes: 500, rows_per_s: 10 } } as Import;
    expect(secondsLeft(one)).toBe(5);
    expect(
      secondsLeft({ ...one, progress: { rows: 0, bytes: 0, rows_per_s: null } } as Import),
    ).toBeNull();
  });
});

describe('calls', () => {
  it('says what was changed', () => {
    expect(changeWord('activity product_viewed')).toContain('Product viewed');
    expect(changeWord('first_name')).toBe('First name');
    expect(changeWord('email consent: granted')).toBe('Email consent: granted');
  });

  it('writes a pointer as a path', () => {
    expect(place('/traits/a~1b')).toBe('traits › a/b');
    expect(place('')).toBe('');
  });
});
