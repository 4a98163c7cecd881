/** Other customers, as the pages of one of them ask for them. */
import { get, type Answer } from '$api/client';
import type { Customer, CustomerRow, Joined, Page } from '$api/shapes';

/** Somebody who may be the same person, and what the two would be as one. */
export interface Prospect {
  other: Customer;
  joined: Joined;
}

const FOUND_MAX = 8;
const pathOf = (id: string) => `/customers/${encodeURIComponent(id)}`;

/** What she is called; empty when that is not known. */
export async function nameOf(id: string): Promise<string> {
  const answer = await get<Customer>(pathOf(id));
  return answer.ok ? answer.value.name : '';
}

/** Those that a part of a name, an email or a phone number finds, but one. */
export async function find(words: string, but: string): Promise<CustomerRow[]> {
  if (!words.trim()) return [];
  const query = { q: words.trim(), limit: FOUND_MAX + 1 };
  const answer = await get<Page<CustomerRow>>('/customers', { query });
  const rows = answer.ok ? answer.value.items : [];
  return rows.filter((row) => row.id !== but).slice(0, FOUND_MAX);
}

/** Both as one, before anything happens. */
export async function look(path: string, other: string): Promise<Answer<Prospect>> {
  const [hers, joined] = await Promise.all([
    get<Customer>(pathOf(other)),
    get<Joined>(`${path}/merge`, { query: { other } }),
  ]);
  if (!hers.ok) return hers;
  if (!joined.ok) return joined;
  return { ok: true, value: { other: hers.value, joined: joined.value } };
}
