// The tables of a survey as columns. The parts of a night that go through all tables, or come to them in no order, read
// these: a table's object with its numbers is spread over several cache lines, and ten thousand of them fit into no cache.

import type { Table } from './table.js';
import type { Rcu } from './units.js';

/** Bits of `TableColumns.flags`. */
export const TABLE_FLAG = { onDemand: 1, infrequentAccess: 2, pitrOff: 4, autoscaled: 8 } as const;

/** Where the bounds and the target of a table's autoscaling stand in its row of `TableColumns.scaling`. */
export const SCALING = { minRcu: 0, maxRcu: 1, targetShare: 2, size: 4 } as const;

/** One value a table, at its index. See Table. */
export interface TableColumns {
  readonly sizeBytes: Float64Array;
  readonly itemCount: Float64Array;
  readonly rcu: Float64Array;
  readonly ownRcu: Float64Array;
  readonly wcu: Float64Array;
  readonly warmRcu: Float64Array;
  readonly forecastPeakRcu: Float64Array;
  readonly decreasesToday: Float64Array;
  /** Bits of TABLE_FLAG. */
  readonly flags: Uint8Array;
  /** A row of SCALING a table; zeros where it is not autoscaled. */
  readonly scaling: Float64Array;
  /** Tables with autoscaling. */
  readonly autoscaled: readonly number[];
  /** Provisioned by all tables and indexes together: what the account quota counts. */
  readonly provisionedRcu: Rcu;
  /** Whether a table was found with another capacity than its owner set. */
  readonly someRaised: boolean;
}

/** Made when first asked for: all policies of a sweep read those of the same night. */
const KNOWN = new WeakMap<readonly Table[], TableColumns>();

/** The columns of these tables, which must not be changed any more. */
export function tableColumns(tables: readonly Table[]): TableColumns {
  const known = KNOWN.get(tables);
  if (known !== undefined) return known;
  const columns = columnsOf(tables);
  KNOWN.set(tables, columns);
  return columns;
}

function columnsOf(tables: readonly Table[]): TableColumns {
  const column = (): Float64Array => new Float64Array(tables.length);
  const [sizeBytes, itemCount, rcu, ownRcu, wcu, warmRcu, forecastPeakRcu, decreasesToday] = Array.from({ length: 8 }, column);
  const flags = new Uint8Array(tables.length);
  const scaling = new Float64Array(tables.length * SCALING.size);
  const autoscaled: number[] = [];
  let provisionedRcu = 0;
  let someRaised = false;
  for (let i = 0; i < tables.length; i++) {
    const table = tables[i];
    sizeBytes[i] = table.sizeBytes;
    itemCount[i] = table.itemCount;
    rcu[i] = table.rcu;
    ownRcu[i] = table.ownRcu;
    wcu[i] = table.wcu;
    warmRcu[i] = table.warmRcu;
    forecastPeakRcu[i] = table.forecastPeakRcu;
    decreasesToday[i] = table.decreasesToday;
    flags[i] = flagsOf(table);
    provisionedRcu += table.rcu + table.gsiRcu;
    if (table.rcu !== table.ownRcu) someRaised = true;
    if (table.autoscaling === null) continue;
    autoscaled.push(i);
    scaling[i * SCALING.size + SCALING.minRcu] = table.autoscaling.minRcu;
    scaling[i * SCALING.size + SCALING.maxRcu] = table.autoscaling.maxRcu;
    scaling[i * SCALING.size + SCALING.targetShare] = table.autoscaling.targetShare;
  }
  return { sizeBytes, itemCount, rcu, ownRcu, wcu, warmRcu, forecastPeakRcu, decreasesToday, flags, scaling, autoscaled, provisionedRcu, someRaised };
}

function flagsOf({ onDemand, infrequentAccess, pitr, autoscaling }: Table): number {
  return (onDemand ? TABLE_FLAG.onDemand : 0) | (infrequentAccess ? TABLE_FLAG.infrequentAccess : 0) | (pitr === false ? TABLE_FLAG.pitrOff : 0)
    | (autoscaling !== null ? TABLE_FLAG.autoscaled : 0);
}
