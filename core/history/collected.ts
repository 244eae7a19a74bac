// Rows that a live account adds to a history: what they hold, and their cells in the order of a file's header.

import { TABLES_FILE, TRAFFIC_FILE, type FileColumns } from './history-header.js';
import { instantText } from './history-text.js';
import type { Autoscaling } from '../table.js';
import type { At, Bytes, Rcu, Seconds, Units } from '../units.js';

/** A table as its account tells it now. null: not told, so not recorded. */
export interface TableRecord {
  readonly name: string;
  readonly sizeBytes: Bytes;
  readonly itemCount: number;
  readonly onDemand: boolean;
  readonly rcu: Rcu;
  readonly wcu: Rcu;
  readonly tableClass: string | null;
  readonly warmRcu: Rcu | null;
  readonly autoscaling: Autoscaling | null;
  readonly decreasesToday: number | null;
  readonly gsiRcu: Rcu;
  readonly pitr: boolean | null;
}

/** What an application read in one period. */
export interface TrafficPoint {
  readonly startAt: At;
  /** Sum of ConsumedReadCapacityUnits over the period. */
  readonly consumedUnits: Units;
  /** Highest ProvisionedReadCapacityUnits that was recorded in the period; null when none was. */
  readonly provisionedRcu: Rcu | null;
}

/** Points of one table, ascending; periods without a point had no reads. */
export interface TableTraffic {
  readonly table: string;
  readonly periodSeconds: Seconds;
  readonly points: readonly TrafficPoint[];
}

/** Columns of files that are made anew. */
export const NEW_TABLES_HEADER: readonly string[] = TABLES_FILE.names;
export const NEW_TRAFFIC_HEADER: readonly string[] = TRAFFIC_FILE.names.filter((name) => name !== 'throttled_reads');

/** Optional columns that the header does not have, so that what is collected for them is lost. */
export function columnsLost(header: readonly string[], file: FileColumns, fresh: readonly string[]): string[] {
  return file.names.slice(file.required).filter((name) => fresh.includes(name) && !header.includes(name));
}

/** A row of tables.csv; columns that are not known stay empty. */
export function tableLine(header: readonly string[], night: string, table: TableRecord): string {
  const { autoscaling } = table;
  const cells = new Map<string, string | number | boolean | null>([
    ['night', night], ['table', table.name], ['size_bytes', table.sizeBytes], ['item_count', table.itemCount],
    ['billing_mode', table.onDemand ? 'PAY_PER_REQUEST' : 'PROVISIONED'], ['rcu', table.rcu], ['wcu', table.wcu],
    ['table_class', table.tableClass], ['warm_rcu', table.warmRcu],
    ['autoscaling_min_rcu', autoscaling?.minRcu ?? null], ['autoscaling_max_rcu', autoscaling?.maxRcu ?? null],
    ['autoscaling_target', autoscaling === null ? null : plainDigits(autoscaling.targetShare)],
    ['decreases_today', table.decreasesToday], ['gsi_rcu', table.gsiRcu], ['pitr', table.pitr],
  ]);
  return lineOf(header, cells);
}

/** Makes rows of traffic.csv: there may be millions, so the cells of a row are looked up once. */
export function trafficLines(header: readonly string[]): (table: string, periodSeconds: Seconds, point: TrafficPoint) => string {
  const cells = header.map((name) => TRAFFIC_CELLS.get(name) ?? (() => ''));
  return (table, periodSeconds, point) => {
    let line = cells[0](table, periodSeconds, point);
    for (let i = 1; i < cells.length; i++) line += `,${cells[i](table, periodSeconds, point)}`;
    return line;
  };
}

const TRAFFIC_CELLS = new Map<string, (table: string, periodSeconds: Seconds, point: TrafficPoint) => string>([
  ['timestamp', (_table, _periodSeconds, { startAt }) => instantText(startAt)],
  ['table', (table) => table],
  ['period_seconds', (_table, periodSeconds) => String(periodSeconds)],
  ['consumed_rcu_sum', (_table, _periodSeconds, { consumedUnits }) => plainDigits(consumedUnits)],
  ['provisioned_rcu', (_table, _periodSeconds, { provisionedRcu }) => (provisionedRcu === null ? '' : plainDigits(provisionedRcu))],
]);

/** No cell of ours holds a comma, a quote or a line end: names cannot (AWS docs, Naming rules), the rest is numbers and words. */
function lineOf(header: readonly string[], cells: ReadonlyMap<string, string | number | boolean | null>): string {
  return header.map((name) => String(cells.get(name) ?? '')).join(',');
}

/** A number of at least 0 without an exponent, as a history wants it. */
export function plainDigits(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}
