/** What the sizes of a segment say, in one sentence: the title of their chart. Pure. */
import { daysBetween, number } from '$shell/format';
import { t } from '$shell/words';

interface Point {
  at: string;
  count: number;
}

const WEEK = 7;

/** From the first to the last of the points, oldest first; empty where there is nothing to tell. */
export function finding(points: readonly Point[]): string {
  const first = points.at(0);
  const last = points.at(-1);
  if (!first || !last || first === last) return '';
  const days = Math.max(1, daysBetween(first.at, last.at));
  const weeks = days >= 2 * WEEK && days % WEEK === 0;
  const span = weeks ? t('segments.weeks', { n: days / WEEK }) : t('segments.days', { n: days });
  const [from, to] = [number(first.count), number(last.count)];
  if (from === to) return t('segments.steady', { to, span });
  return t(last.count > first.count ? 'segments.grew' : 'segments.shrank', { from, to, span });
}
