// How fast a table is read: provisioned capacity, the application's traffic, burst credit and throttling.
// Between two breakpoints (a period's edge, the credit used up) all rates are constant, so nothing is stepped.

import type { Settings } from '../core/settings.js';
import type { At, Bytes, Rcu, Units } from '../core/units.js';
import type { TrafficReader } from './traffic.js';

/** Reading stops at a whole 4 KB: a page costs half of that too much on average, at eventually consistent price. Source: AWS docs, Scan. */
const ROUNDING_UNITS_PER_PAGE = 0.25;
/** Even an empty table costs a request of half a unit. Source: AWS docs, Scan. */
const UNITS_MIN = 0.5;
/** Write units of one partition. Source: AWS docs, Best practices for designing partition keys. */
const PARTITION_WCU = 1000;

/** Read units of a whole scan of `bytes` in pages of `pageBytes`. */
export function scanUnits(bytes: Bytes, bytesPerUnit: Bytes, pageBytes: Bytes): Units {
  return Math.max(UNITS_MIN, bytes / bytesPerUnit + Math.ceil(bytes / pageBytes) * ROUNDING_UNITS_PER_PAGE);
}

/** What all partitions of a provisioned table serve together, burst credit included. */
export function partitionCeilingRcu(rcu: Rcu, wcu: number, sizeBytes: Bytes, reading: Settings['reading']): Rcu {
  const forRates = Math.ceil(rcu / reading.partitionRcu + wcu / PARTITION_WCU);
  const forBytes = Math.ceil(sizeBytes / reading.partitionBytes);
  return Math.max(forRates, forBytes, 1) * reading.partitionRcu;
}

/** The read rate of an on-demand table: its default, its warm throughput or twice its peak, up to the table quota. */
export function onDemandLimitRcu(warmRcu: Rcu, peakRcu: Rcu, settings: Settings): Rcu {
  return Math.min(Math.max(settings.reading.onDemandRcu, warmRcu, 2 * peakRcu), settings.quotas.tableRcu);
}

/** Walks one copy, or only the application, through time. Set the inputs, `walk`, read the outputs; used again and again. */
export class Flow {
  // Inputs, constant during a walk.
  /** Units a second that the table serves in the long run. */
  servesRcu: Rcu = 0;
  /** Units a second that it can serve at all, on credit. */
  ceilingRcu: Rcu = 0;
  creditMaxUnits: Units = 0;
  /** Units a second that the copy asks for; 0 for the application alone. */
  paceRcu: Rcu = 0;
  // State: set before, read after.
  creditUnits: Units = 0;
  /** What the copy still has to read. */
  leftUnits: Units = 0;
  /** Application units refused because of the copy: without it they would have been served. Added to. */
  refusedUnits: Units = 0;

  /** Walks table `table` from `fromAt` until `untilAt` or until nothing is left; returns when. Infinity: never. */
  walk(traffic: TrafficReader, table: number, fromAt: At, untilAt: At): At {
    const { servesRcu, creditMaxUnits, paceRcu } = this;
    const ceilingRcu = Math.max(this.ceilingRcu, servesRcu);
    let credit = Math.min(this.creditUnits, creditMaxUnits);
    let left = this.leftUnits;
    let refused = this.refusedUnits;
    let now = fromAt;
    traffic.seek(table, fromAt);
    while (now < untilAt && left > 0) {
      const app = traffic.rcu;
      const wanted = app + paceRcu;
      let edge = Math.min(traffic.edgeAt, untilAt);
      let served = wanted;
      let spent = false;
      if (wanted > servesRcu) {
        served = credit > 0 ? Math.min(wanted, ceilingRcu) : servesRcu;
        if (served > servesRcu) {
          const emptyAt = now + credit / (served - servesRcu);
          spent = emptyAt <= edge;
          if (spent) edge = emptyAt;
        }
      }
      const share = wanted > 0 ? served / wanted : 1;
      const copyRcu = paceRcu * share;
      if (copyRcu > 0 && copyRcu * (edge - now) >= left) {
        edge = now + left / copyRcu;
        spent = false;
        left = 0;
      } else if (edge === Infinity) {
        now = edge;
        break;
      } else left -= copyRcu * (edge - now);
      const seconds = edge - now;
      const alone = Math.min(app, credit > 0 ? ceilingRcu : servesRcu);
      refused += (alone - app * share) * seconds;
      credit = spent ? 0 : Math.max(0, Math.min(creditMaxUnits, credit + (servesRcu - served) * seconds));
      now = edge;
      if (now >= traffic.edgeAt) traffic.next();
    }
    this.creditUnits = credit;
    this.leftUnits = left;
    this.refusedUnits = refused;
    return now;
  }
}
