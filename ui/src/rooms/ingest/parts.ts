/** The outcome of an import as parts of a whole. Pure. */
import type { Import } from '$api/shapes';
import { t } from '$shell/words';

export function parts(counts: Import['counts']) {
  return [
    { key: 'new', label: t('import.new'), value: counts.new, color: 1 as const },
    { key: 'changed', label: t('import.changed'), value: counts.changed, color: 2 as const },
    { key: 'same', label: t('import.same'), value: counts.same, color: 'quiet' as const },
    { key: 'skipped', label: t('import.skipped'), value: counts.skipped, color: 'bad' as const },
    {
      key: 'conflicting',
      label: t('import.conflicting'),
      value: counts.conflicting,
      color: 4 as const,
    },
  ];
}
