/** Sentences to begin a segment with, and what they find in this shop. */
import { post, type Fetch } from '$api/client';
import type { Count, Tree } from '$api/shapes';
import { t } from '$shell/words';

export interface Start {
  title: string;
  text: string;
  /** What it says and for how many it holds; null where the server could not say. */
  found: { tree: Tree; people: number } | null;
}

const written = (currency: string) => [
  { title: t('segments.start_quiet'), text: 'orders >= 2 and orders(last 90 days) = 0' },
  { title: t('segments.start_second'), text: 'orders = 1 and orders(last 14 days) = 1' },
  { title: t('segments.start_big'), text: `spent(last 365 days) >= 500 ${currency}` },
  {
    title: t('segments.start_cart'),
    text: 'product_added(last 1 day) >= 1 and no order since last product_added',
  },
];

export const readStarts = (fetch: Fetch, currency: string): Promise<Start[]> =>
  Promise.all(
    written(currency).map(async (start) => {
      const answer = await post<Count>('/segments/count', { text: start.text }, { fetch });
      const found = answer.ok ? { tree: answer.value.tree, people: answer.value.count } : null;
      return { ...start, found };
    }),
  );
