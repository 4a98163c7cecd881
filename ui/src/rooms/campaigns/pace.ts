/** How fast a message was opened, in one sentence: the title of its chart. Pure. */
import { t } from '$shell/words';

interface Hour {
  at: string;
  opened: number;
  clicked: number;
}

const HOUR_MS = 3_600_000;

/** Hours from the first opened one until half of all opens were there; null without any. */
export function halfTime(hours: readonly Hour[]): number | null {
  const all = hours.reduce((sum, hour) => sum + hour.opened, 0);
  const first = hours.find((hour) => hour.opened > 0);
  let seen = 0;
  for (const hour of hours) {
    seen += hour.opened;
    if (first && seen * 2 >= all)
      return Math.round((Date.parse(hour.at) - Date.parse(first.at)) / HOUR_MS) + 1;
  }
  return null;
}

/** The finding where there is one, else what the chart shows. */
export function finding(hours: readonly Hour[]): string {
  const n = halfTime(hours);
  return n === null ? t('results.hours') : t('results.half', { n });
}
