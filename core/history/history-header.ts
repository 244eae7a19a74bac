// The columns of the two files of a history, and where the header row of a file puts them.

import { shown } from './history-text.js';
import type { HistoryIssues } from './history-issues.js';

/** Names of the columns; the required ones come first. */
export interface FileColumns {
  readonly names: readonly string[];
  readonly required: number;
}

export const TABLES_FILE: FileColumns = {
  names: [
    'night', 'table', 'size_bytes', 'item_count', 'billing_mode', 'rcu', 'wcu',
    'table_class', 'warm_rcu', 'autoscaling_min_rcu', 'autoscaling_max_rcu', 'autoscaling_target',
    'decreases_today', 'gsi_rcu', 'pitr',
  ],
  required: 7,
};

export const TRAFFIC_FILE: FileColumns = {
  names: ['timestamp', 'table', 'period_seconds', 'consumed_rcu_sum', 'provisioned_rcu', 'throttled_reads'],
  required: 4,
};

export interface Header {
  /** Position of each column of FileColumns.names in a row; -1 where the file has none. */
  readonly at: readonly number[];
  /** Cells in a row. */
  readonly width: number;
  /** Columns that are not read. */
  readonly unknown: readonly string[];
}

/** Reads the header row; null when it cannot be used, with the reasons in `issues`. */
export function readHeader(file: string, cells: readonly string[], wanted: FileColumns, issues: HistoryIssues): Header | null {
  const before = issues.total;
  const list = wanted.names.slice(0, wanted.required).join(',');
  if (cells.length === 0 || (cells.length === 1 && cells[0] === '')) {
    issues.add(file, 1, '', `expected a header row with ${list}, got an empty one`);
    return null;
  }
  const other = cells.length === 1 ? /[;\t|]/.exec(cells[0]) : null;
  if (other !== null) {
    issues.add(file, 1, '', `expected columns separated by commas, got ${shown(other[0])} as separator; save the file with commas`);
    return null;
  }
  const at = wanted.names.map((name) => cells.indexOf(name));
  if (at.every((position) => position < 0)) {
    issues.add(file, 1, '', `expected a header row with ${list}, got ${shown(cells.join(','))}`);
    return null;
  }
  for (const [i, name] of cells.entries()) {
    if (cells.indexOf(name) !== i) issues.add(file, 1, name, 'the column stands twice in the header; remove one');
  }
  for (let i = 0; i < wanted.required; i++) {
    if (at[i] < 0) issues.add(file, 1, wanted.names[i], `the column is missing; the header needs ${list}`);
  }
  const scaling = ['autoscaling_min_rcu', 'autoscaling_max_rcu', 'autoscaling_target'].filter((name) => wanted.names.includes(name));
  const missing = scaling.filter((name) => !cells.includes(name));
  if (missing.length > 0 && missing.length < scaling.length) {
    for (const name of missing) issues.add(file, 1, name, `the column is missing; give all of ${scaling.join(', ')} or none`);
  }
  const unknown = cells.filter((name) => !wanted.names.includes(name));
  return issues.total > before ? null : { at, width: cells.length, unknown };
}
