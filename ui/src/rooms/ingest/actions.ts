/** What can be done with an import: rows, menus and pages read the same list. */
import ArrowRight from '@lucide/svelte/icons/arrow-right';
import Download from '@lucide/svelte/icons/download';
import Trash2 from '@lucide/svelte/icons/trash-2';
import Undo2 from '@lucide/svelte/icons/undo-2';
import { address } from '$api/client';
import type { Import } from '$api/shapes';
import type { Act } from '$kit/Menu.svelte';
import { t } from '$shell/words';

export const mayUndo = (one: Import) => ['done', 'failed'].includes(one.state);
export const mayDiscard = (one: Import) => ['draft', 'checked'].includes(one.state);
export const hasReport = (one: Import) =>
  ['checked', 'running', 'done', 'failed'].includes(one.state) && one.reasons.length > 0;
/** Files with types are reported with types, everything else for a spreadsheet. */
export const reportHref = (one: Import) => {
  const typed = /\.(jsonl|ndjson|json|parquet|pq)(\.gz|\.zst)?$/i.test(one.file_name);
  return address(`/imports/${one.id}/report.${typed ? 'jsonl' : 'csv'}`);
};

export function importActs(one: Import, run: { undo: () => void; discard: () => void }): Act[] {
  const acts: Act[] = [
    {
      key: 'open',
      label: t(mayDiscard(one) ? 'import.go_on' : 'import.open'),
      icon: ArrowRight,
      href: `/data/imports/${one.id}`,
    },
  ];
  if (hasReport(one)) {
    acts.push({
      key: 'report',
      label: t('import.report'),
      icon: Download,
      href: reportHref(one),
      download: true,
    });
  }
  if (mayUndo(one)) {
    acts.push({ key: 'undo', label: t('import.undo'), icon: Undo2, run: run.undo });
  }
  if (mayDiscard(one)) {
    acts.push({
      key: 'discard',
      label: t('import.discard'),
      icon: Trash2,
      tone: 'danger',
      run: run.discard,
    });
  }
  return acts;
}
