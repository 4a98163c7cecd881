/** A sentence of the segment language in words, where a page shows one that has no name. */
import { get, post, type Fetch } from '$api/client';
import type { Count, Vocabulary } from '$api/shapes';
import { t } from '$shell/words';
import { sentence } from './phrase';

/** "Customers who ordered at least twice"; the text itself where the server cannot read it. */
export async function saidOf(text: string, fetch: Fetch): Promise<string> {
  if (!text) return '';
  const [counted, vocabulary] = await Promise.all([
    post<Count>('/segments/count', { text }, { fetch }),
    get<Vocabulary>('/segments/vocabulary', { fetch }),
  ]);
  if (!counted.ok || !vocabulary.ok) return text;
  const said = sentence(counted.value.tree, vocabulary.value.conditions);
  return `${t('say.customers_who')} ${said}`;
}
