/** What a person of the shop does with a customer; each says what happened and can be undone. */
import { del, newKey, patch, post, type Answer } from '$api/client';
import type { Customer, Problem } from '$api/shapes';
import { toasts } from '$shell/toasts.svelte';
import { t } from '$shell/words';
import { changes, draftOf, type Draft } from './draft';

export type CustomerActs = ReturnType<typeof customerActs>;

interface Subject {
  /** Her address in the API. */
  path: string;
  customer: Customer | null;
  /** Reads her again. */
  again: () => Promise<void>;
}

export function customerActs(subject: () => Subject) {
  /** Says what happened and reads the customer again. */
  async function told(
    answer: Answer<unknown>,
    text: string,
    undo?: () => Promise<void>,
  ): Promise<boolean> {
    if (answer.ok) toasts.show(text, { undo });
    else toasts.problem(answer.problem);
    await subject().again();
    return answer.ok;
  }

  const undone = async (answer: Answer<unknown>) => void (await told(answer, t('customer.undone')));

  /** Sends what differs from how she is; answers the problem, if there is one. */
  async function save(draft: Draft): Promise<Problem | null> {
    const { path, customer } = subject();
    if (!customer) return null;
    const before = draftOf(customer);
    const change = changes(before, draft);
    if (Object.keys(change).length === 0) return null;
    const answer = await patch<Customer>(path, change);
    if (!answer.ok) return answer.problem;
    await told(answer, t('customer.saved'), async () =>
      undone(await patch(path, changes(draft, before))),
    );
    return null;
  }

  async function keepNote(text: string): Promise<boolean> {
    const answer = await post(`${subject().path}/notes`, { text }, { idempotencyKey: newKey() });
    return told(answer, t('customer.note_kept'));
  }

  async function removeNote(id: string): Promise<void> {
    const { path, customer } = subject();
    const text = customer?.notes.find((note) => note.id === id)?.text ?? '';
    await told(await del(`${path}/notes/${id}`), t('customer.note_gone'), async () =>
      undone(await post(`${path}/notes`, { text })),
    );
  }

  async function withdraw(channel: string, topic: string): Promise<void> {
    const change = { consent: { channel, topic, state: 'withdrawn' } };
    await told(await patch(subject().path, change), t('customer.consent_changed'));
  }

  /** Takes an older value of a field back. */
  async function restore(field: string, value: unknown): Promise<void> {
    const { path, customer } = subject();
    const now = customer?.fields.find((one) => one.name === field)?.value ?? null;
    await told(await patch(path, { [field]: value }), t('customer.saved'), async () =>
      undone(await patch(path, { [field]: now })),
    );
  }

  async function detach(number: number): Promise<void> {
    const { path } = subject();
    const answer = await post<{ customer: string }>(`${path}/detach`, { subject: number });
    if (!answer.ok) return toasts.problem(answer.problem);
    const other = answer.value.customer;
    await told(answer, t('customer.detached'), async () =>
      undone(await post(`${path}/merge`, { other })),
    );
  }

  async function merge(other: string, name: string): Promise<void> {
    const answer = await post(`${subject().path}/merge`, { other });
    await told(answer, t('customer.merged', { name }));
  }

  return { save, keepNote, removeNote, withdraw, restore, detach, merge };
}
