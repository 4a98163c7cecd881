/** How a press on the head of a column sorts. Pure. */

/** `name` upwards or `-name` downwards; another press turns the order round. */
export function nextSort(now: string, name: string, first: 'up' | 'down' = 'down'): string {
  if (now === name) return `-${name}`;
  if (now === `-${name}`) return name;
  return first === 'up' ? name : `-${name}`;
}
