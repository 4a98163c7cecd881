/** From a customer to a form and back to the smallest change. Pure. */
import type { Customer } from '$api/shapes';
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

/** Only what differs; an emptied field is null. */
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
    else if (name === 'country') out.country = value ? value.toUpperCase() : null;
    else out[name] = value || null;
  }
  return out;
}
