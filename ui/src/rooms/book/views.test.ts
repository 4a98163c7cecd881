import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SavedViews, VIEWS_MAX } from '$shell/views.svelte';
import { keptOf } from './listing';
import { addressOf, READY, standing } from './views';

const kept = (query: string) => keptOf(new URLSearchParams(query));

beforeEach(() => {
  const held = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => held.set(key, value),
  });
});

describe('what a view keeps', () => {
  it('is the same text for addresses that show the same', () => {
    expect(kept('sort=-spent&f=orders:2&f=country:DE')).toBe(
      kept('f=country:DE&f=orders:2&sort=-spent'),
    );
    expect(kept('f=country:DE')).not.toBe(kept('f=country:AT'));
  });

  it('leaves out what is so anyway, and what belongs to the moment', () => {
    expect(kept('sort=-last_order_at&cols=place,orders,spent,last,consent,group')).toBe('');
    expect(kept('new=1&view=abc&q=')).toBe('');
  });

  it('keeps a list without columns', () => {
    expect(kept('cols=none')).toBe('cols=none');
  });
});

describe('where an address stands', () => {
  const views = [{ id: 'v1', name: 'Austria', query: kept('f=country:AT') }];
  const at = (query: string) => standing(new URLSearchParams(query), views);

  it('is the view it names, changed or not', () => {
    expect(at('f=country:AT&view=v1')).toEqual({ view: views[0], as: 'same' });
    expect(at('f=country:AT&f=orders:2&view=v1')).toEqual({ view: views[0], as: 'changed' });
    expect(at('view=v1')).toEqual({ view: views[0], as: 'changed' });
  });

  it('is a view that shows the same, when it names none that is known', () => {
    expect(at('f=country:AT').view?.id).toBe('v1');
    expect(at('f=country:AT&view=gone').view?.id).toBe('v1');
    expect(at('f=country:CH&view=gone')).toEqual({ view: null, as: 'none' });
    expect(at('')).toEqual({ view: null, as: 'none' });
  });

  it('comes back from the address of each view', () => {
    for (const view of [...READY, ...views]) {
      const query = new URL(addressOf(view), 'http://shop.example').searchParams;
      expect(standing(query, [...READY, ...views])).toEqual({ view, as: 'same' });
    }
  });
});

describe('saved views', () => {
  it('are there again when the page is', () => {
    const first = new SavedViews('customers');
    const view = first.keep('  Austria ', 'f=country%3AAT');
    first.change(view.id, { name: 'Tyrol' });
    expect(new SavedViews('customers').list).toEqual([{ ...view, name: 'Tyrol' }]);
    expect(new SavedViews('segments').list).toEqual([]);
  });

  it('come back to their place when a removal is taken back', () => {
    const views = new SavedViews('customers');
    const [a] = [views.keep('A', 'q=a'), views.keep('B', 'q=b')];
    const undo = views.remove(a.id);
    expect(views.list.map((one) => one.name)).toEqual(['B']);
    undo();
    undo();
    expect(views.list.map((one) => one.name)).toEqual(['A', 'B']);
  });

  it('do not fall over what somebody else wrote into the storage', () => {
    localStorage.setItem('regulars.views.customers', '[{"id":1},null,{"broken"');
    expect(new SavedViews('customers').list).toEqual([]);
    localStorage.setItem('regulars.views.customers', '[{"id":"a","name":"A","query":""},7,null]');
    expect(new SavedViews('customers').list.map((one) => one.name)).toEqual(['A']);
  });

  it('are full at some point', () => {
    const views = new SavedViews('customers');
    for (let n = 0; n < VIEWS_MAX; n += 1) views.keep(`View ${n}`, `q=${n}`);
    expect(views.full).toBe(true);
  });
});
