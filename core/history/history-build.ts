// A history from its checked rows: everything but the digest, which needs a hash function.

import type { History } from './history.js';
import { findGaps } from './history-gaps.js';
import { TABLES_FILE, TRAFFIC_FILE, type Header } from './history-header.js';
import type { HistoryIssues } from './history-issues.js';
import { buildNights } from './history-nights.js';
import { buildRuns } from './history-runs.js';
import type { TablesChunk } from './history-tables.js';
import { dayDate } from './history-text.js';
import type { TrafficPart } from './history-traffic.js';

export interface HistoryRows {
  readonly tables: { readonly file: string; readonly header: Header; readonly names: readonly string[]; readonly chunks: readonly TablesChunk[] };
  readonly traffic: { readonly file: string; readonly header: Header; readonly parts: readonly TrafficPart[] };
}

/**
 * Builds the history of checked rows; the order of the rows does not matter.
 * @throws UserError (exit 65) with all issues, those found here (duplicates, overlaps) included.
 */
export function buildHistory(rows: HistoryRows, issues: HistoryIssues): Omit<History, 'digest'> {
  const { tables, traffic } = rows;
  if (tables.names.length === 0 && issues.total === 0) issues.add(tables.file, 0, '', 'expected at least one row below the header, got none');
  const nights = buildNights(tables.file, tables.names, tables.chunks, issues);
  const runs = buildRuns(traffic.file, traffic.parts, nights.tables, issues);
  issues.throwIfAny();
  const recorded = (column: string): boolean => tables.header.at[TABLES_FILE.names.indexOf(column)] >= 0;
  return {
    tables: nights.tables,
    nights: nights.days.map(dayDate),
    columns: nights.columns,
    traffic: runs.traffic,
    gaps: findGaps(nights, runs.traffic, recorded),
    notes: [
      ...unknownNotes(tables.file, tables.header),
      ...unknownNotes(traffic.file, traffic.header),
      ...unusedNotes(traffic.file, traffic.header),
      ...strangerNotes(traffic.file, tables.file, runs.strangers),
    ],
  };
}

function unknownNotes(file: string, header: Header): string[] {
  if (header.unknown.length === 0) return [];
  return [`${file}: unknown columns ignored: ${[...header.unknown].sort().join(', ')}`];
}

function unusedNotes(file: string, header: Header): string[] {
  const unused = TRAFFIC_FILE.names.filter((_, i) => i >= TRAFFIC_FILE.required && header.at[i] >= 0);
  return unused.length === 0 ? [] : [`${file}: checked but not used by the simulation: ${unused.join(', ')}`];
}

function strangerNotes(file: string, tablesFile: string, strangers: readonly string[]): string[] {
  if (strangers.length === 0) return [];
  const named = strangers.slice(0, 10).join(', ') + (strangers.length > 10 ? ` and ${strangers.length - 10} more` : '');
  return [`${file}: traffic ignored of tables that ${tablesFile} does not have: ${named}`];
}
