import { overheadSeconds, unitsToRead } from '../../planning/estimate.js';
import { ceilingRcu, freeRcu, keepRcu, leastRcu, neededRcu, reachedRcu, READ_RCU_MIN } from '../../planning/pace.js';
import type { Pace, PaceContext, Scale } from '../../policy.js';
import type { Table } from '../../table.js';
import { HOUR, type Share } from '../../units.js';

/**
 * The speed at which capacity and machine time together cost least: for a raise billed for h clock hours the rate is
 * sqrt(units x price of a machine second / (price of an RCU-hour x h)), the square root of the economic order quantity.
 * Right where copies run one after the other on machines of their own (emr, data-pipeline).
 * Source: Harris 1913, How many parts to make at once; AWS price lists.
 */
export const squareRoot: Scale = {
  name: 'square-root',
  summary: 'the rate at which raised capacity and machine time together cost least',
  source: 'Harris, How many parts to make at once (1913)',
  readShareMax: 1,
  pace: (table, context) => cheapestPace(table, context, 1),
};

/** The connector's default and the share of 2017. */
const HALF: Share = 0.5;

/**
 * The same where a copy takes at most half of the capacity, as the system of 2017 wanted it. That system raised long tables
 * to 55 minutes; here it is as fast as costs least, so that a pipeline holds more than one of them.
 * Source: hippolyte 2017, dynamodb_booster.py (half of the capacity, raised where a pipeline is too long); Harris 1913.
 */
export const squareRootHalf: Scale = {
  name: 'square-root-half',
  summary: 'half of the capacity, raised to the rate at which capacity and machine time together cost least',
  source: 'hippolyte (2017), dynamodb_booster.py, with its target replaced; Harris (1913)',
  readShareMax: HALF,
  pace: (table, context) => cheapestPace(table, context, HALF),
};

function cheapestPace(table: Table, context: PaceContext, share: Share): Pace {
  const { settings, engine, usableSeconds } = context;
  const units = unitsToRead(table.sizeBytes, settings, engine);
  const keep = keepRcu(table, settings);
  const ceiling = ceilingRcu(table, units, context);
  const perRcuHour = table.infrequentAccess ? context.rcuHourIaUsd : context.rcuHourUsd;
  const perSecond = context.copyUsdPerHour / HOUR;
  const free = freeRcu(table.rcu, keep, share, ceiling);
  const freeReached = reachedRcu(free, engine);
  let best: Pace = { toRcu: table.rcu, readRcu: free };
  let bestUsd = units / freeReached <= usableSeconds ? (perSecond * units) / freeReached : Infinity;
  // A raise is asked before its copy and handed back after it; all of that should fit into the hours that are paid.
  const aroundSeconds = settings.control.boostLeadSeconds + overheadSeconds(engine, settings) + settings.control.revertLeadSeconds;
  const hoursMax = context.heldHours > 0 ? context.heldHours : Math.max(1, Math.ceil(usableSeconds / HOUR));
  const hoursMin = context.heldHours > 0 ? hoursMax : Math.max(1, Math.min(hoursMax, Math.ceil(units / ceiling / HOUR)));
  for (let hours = hoursMin; hours <= hoursMax; hours++) {
    const inTime = units / Math.min(usableSeconds, hours * HOUR - aroundSeconds);
    const cheapest = perRcuHour > 0 ? Math.sqrt((share * units * perSecond) / (perRcuHour * hours)) : ceiling;
    const readRcu = Math.max(READ_RCU_MIN, Math.min(neededRcu(Math.max(inTime, cheapest), engine), ceiling));
    const toRcu = Math.max(table.rcu, Math.min(leastRcu(readRcu, keep, share), settings.quotas.tableRcu));
    const reached = freeRcu(toRcu, keep, share, ceiling);
    const usd = perRcuHour * hours * (toRcu - table.rcu) + (perSecond * units) / reachedRcu(reached, engine);
    if (usd < bestUsd || (bestUsd === Infinity && reached > best.readRcu)) [best, bestUsd] = [{ toRcu, readRcu: reached }, usd];
    else if (bestUsd < Infinity) break;
  }
  return best;
}
