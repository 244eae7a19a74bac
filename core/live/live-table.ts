// A table of a live account: what a plan needs of it (Table), and what must be the same when it is touched.

import type { Table } from '../table.js';
import type { Rcu } from '../units.js';

/** What of a scalable target is suspended (AWS API reference, SuspendedState). */
export interface Suspended {
  readonly scaleIn: boolean;
  readonly scaleOut: boolean;
  readonly scheduled: boolean;
}

/** The scalable target of a table's read capacity, as it was found. Only `suspended` is ever changed, and handed back. */
export interface ScalingTarget {
  readonly minRcu: Rcu;
  readonly maxRcu: Rcu;
  readonly suspended: Suspended;
}

export interface LiveTable extends Table {
  /** Another id under the same name is another table: what is owed to the old one is not paid to it. */
  readonly tableId: string;
  readonly arn: string;
  /** null: its read capacity is not registered with Application Auto Scaling. */
  readonly target: ScalingTarget | null;
}
