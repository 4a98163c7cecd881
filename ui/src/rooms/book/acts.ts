/** What a person of the shop does with a customer; each says what happened and can be undone. */
import { del, newKey, patch, post, type Answer } from '$api/client';
import type { Customer, Problem, Whom } from '$api/shapes';
import { toasts } from '$shell/toasts.svelte';
import { t } from '$shell/words';
import { changeOf, changes, draftOf, type Draft } from './draft';

export type CustomerActs = ReturnType<typeof customerActs>;

/** What a customer said about being written to. */
export interface ConsentWord {
  channel: string;
  topic: string;
  /** The address or number that it is about, as it was shown. */
  point: string;
  state: 'granted' | 'withdrawn';
  /** How she said it. */
  evidence?: string;
}

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

  /** The same, with what takes exactly this change back, at the address that it was sent to. */
  async function changed(path: string, answer: Answer<Whom>, text: string): Promise<boolean> {
    const edit = answer.ok ? answer.value.edit : null;
    const undo = async () => undone(takenBack(await del(`${path}/edits/${edit}`)));
    return told(answer, text, edit ? undo : undefined);
  }

  /** Sends what differs from how she is; answers the problem, if there is one. */
  async function save(draft: Draft): Promise<Problem | null> {
    const { path, customer } = subject();
    if (!customer) return null;
    const change = changes(draftOf(customer), draft);
    if (Object.keys(change).length === 0) return null;
    const answer = await patch<Whom>(path, change);
    if (!answer.ok) return answer.problem;
    await changed(path, answer, t('customer.saved'));
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

  async function consent(word: ConsentWord): Promise<boolean> {
    const { path } = subject();
    const answer = await patch<Whom>(path, { consent: word });
    return changed(path, answer, t('customer.consent_changed'));
  }

  /** Takes an older value of a field back. */
  async function restore(field: string, value: unknown): Promise<void> {
    const { path } = subject();
    const answer = await patch<Whom>(path, changeOf(field, value));
    await changed(path, answer, t('customer.saved'));
  }

  async function detach(number: number): Promise<void> {
    const { path } = subject();
    const answer = await post<{ customer: string | null }>(`${path}/detach`, { subject: number });
    if (!answer.ok) return toasts.problem(answer.problem);
    const other = answer.value.customer;
    const undo = async () => undone(await post(`${path}/merge`, { other }));
    await told(answer, t('customer.detached'), other ? undo : undefined);
  }

  async function merge(other: string, name: string): Promise<boolean> {
    const { path } = subject();
    const answer = await post<Whom>(`${path}/merge`, { other });
    return changed(path, answer, t('customer.merged', { name }));
  }

  return { save, keepNote, removeNote, consent, restore, detach, merge };
}

/** Says in plain words why a change stays. */
function takenBack(answer: Answer<unknown>): Answer<unknown> {
  if (answer.ok || answer.problem.code !== 'conflict') return answer;
  return { ok: false, problem: { ...answer.problem, detail: t('customer.undo_late') } };
}
