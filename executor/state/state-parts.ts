// What state is made of besides the place where it lies.

import type { Owner } from '../../core/journal/journal-read.js';
import type { At } from '../../core/units.js';
import type { Clock } from '../clock.js';
import type { LockTimes } from './lock-terms.js';

export interface StateParts {
  /** Never goes back; waiting is done with it. */
  readonly clock: Clock;
  /** What the machine's clock says now, which may jump: others judge the lock by theirs. */
  readonly wall: () => At;
  /** Whose journals they must be; null where nobody asked AWS who we are. */
  readonly owner: Owner;
  /** Takes secrets out of texts before they are written. */
  readonly clean: (text: string) => string;
  /** A new name that no other process makes. */
  readonly newId: () => string;
  readonly lockTimes: LockTimes;
}
