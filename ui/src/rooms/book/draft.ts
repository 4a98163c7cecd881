/** From a customer to a form and back to the smallest change. Pure. */
import type { Customer, Problem } from '$api/shapes';
import { EDITABLE, type Draft } from './CustomerForm.svelte';

export type { Draft };

export function emptyDraft(): Draft {
  return Object.fromEntries(EDITABLE.map((name) => [name, ''])) as Draft;
}

export function draftOf(customer: Customer): Draft {
  const draft = emptyDraft();
  for (const field of customer.fields) {
    if (field.name in draft && field.value !== null) {
      draft[field.name as keyof Draft] = String(field.value);
    }
  }
  draft.email ||= customer.email ?? '';
  draft.phone ||= customer.phone ?? '';
  draft.city ||= customer.city ?? '';
  draft.country ||= customer.country ?? '';
  draft.tags = customer.tags.join('; ');
  return draft;
}

/** Only what differs; an emptied field is an empty text, as what is null stays as it is. */
export function changes(before: Draft, after: Draft): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const name of EDITABLE) {
    const value = after[name].trim();
    if (value === before[name].trim()) continue;
    if (name === 'tags')
      out.tags = value
        .split(/[;,]/)
        .map((tag) => tag.trim())
        .filter(Boolean);
    else if (name === 'country') out.country = value.toUpperCase();
    else out[name] = value;
  }
  return out;
}

/** What the form leaves out and the server takes. */
const BESIDE = ['gender', 'timezone'];

/** The change that gives one field a value; null for what only the shop's programs can say. */
export function changeOf(field: string, value: unknown): Record<string, unknown> | null {
  const [, own] = /^attribute\.(.+)$/.exec(field) ?? [];
  if (own) return { attributes: { [own]: value ?? null } };
  const editable = [...EDITABLE, ...BESIDE] as readonly string[];
  return editable.includes(field) ? { [field]: value ?? '' } : null;
}

/** A value that another customer has. */
export interface Clash {
  field: string;
  /** Whose it is. */
  id: string;
}

export function clashesOf(problem: Problem | null): Clash[] {
  const errors = problem?.errors ?? [];
  return errors.flatMap(({ pointer, other }) =>
    other ? [{ field: pointer.replace(/^\//, ''), id: other }] : [],
  );
}

/** What was typed without the values that are another customer's: those stay as they were. */
export function without(typed: Draft, clashes: readonly Clash[], before: Draft): Draft {
  const left = { ...typed };
  for (const { field } of clashes) {
    if (field in left) left[field as keyof Draft] = before[field as keyof Draft];
  }
  return left;
}
