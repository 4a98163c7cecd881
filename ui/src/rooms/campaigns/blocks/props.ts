/** What every kind of block gets. */
import type { Block, BlockKind } from '../letter';

export interface BlockProps<Kind extends BlockKind> {
  block: Extract<Block, { kind: Kind }>;
  onchange: (part: Partial<Extract<Block, { kind: Kind }>>) => void;
  onkeydown: (event: KeyboardEvent) => void;
}
