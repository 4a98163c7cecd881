/** The places of the app in the order of the house; rail, bottom bar and palette read this list. */
import type { Component } from 'svelte';
import House from '@lucide/svelte/icons/house';
import Users from '@lucide/svelte/icons/users';
import Shapes from '@lucide/svelte/icons/shapes';
import Mail from '@lucide/svelte/icons/mail';
import ArchiveIcon from '@lucide/svelte/icons/archive';
import Settings from '@lucide/svelte/icons/settings-2';
import Inbox from '@lucide/svelte/icons/inbox';
import type { Key } from './words';

export interface Place {
  href: string;
  label: Key;
  icon: Component;
  /** Only where the demo shop is served. */
  demo?: boolean;
}

export const PLACES: Place[] = [
  { href: '/', label: 'place.home', icon: House },
  { href: '/customers', label: 'place.customers', icon: Users },
  { href: '/segments', label: 'place.segments', icon: Shapes },
  { href: '/messages', label: 'place.messages', icon: Mail },
  { href: '/data', label: 'place.data', icon: ArchiveIcon },
  { href: '/settings', label: 'place.settings', icon: Settings },
  { href: '/mailbox', label: 'place.mailbox', icon: Inbox, demo: true },
];

/** Whether an address lies in a place. */
export function within(pathname: string, href: string): boolean {
  return href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`);
}
