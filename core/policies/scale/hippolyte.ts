import type { Pace, Scale } from '../../policy.js';
import type { Table } from '../../table.js';
import { HOUR, type Seconds } from '../../units.js';

// All constants: hippolyte, utils.py at 414d782 (2017). They are wrong or outdated on purpose.
const BLOCK_BYTES = 4096;
const READ_SHARE = 0.5;
const RCU_MAX = 1000;
const DURATION_SECONDS_MAX = 12 * HOUR;
const TARGET_SECONDS = 3300;
const EMR_SECONDS = 600;
const ACTIVITY_SECONDS = 60;

/**
 * The rule of 2017 to the letter. A copy takes half of the capacity. A lane whose copies would take more than 12 h has
 * its tables raised so that they take 55 min; because lanes are closed before 12 h, that concerns single tables only.
 * Its quirks: 4,096 bytes a unit doubles all durations; a raise is x 13.9 or nothing; the cap of 1,000 RCU lowers tables
 * above it; the share, reckoned for the uncapped value, is not reckoned again; the application is not looked at.
 * Source: hippolyte 2017, dynamodb_booster.py (_boost_single_pipeline), utils.py (compute_required_throughput).
 */
export const hippolyteScale: Scale = {
  name: 'hippolyte',
  summary: 'half of the capacity; single tables beyond 12 h raised to 55 min, capped at 1,000 RCU (the rule of 2017)',
  source: 'ocadotechnology/hippolyte, dynamodb_booster.py and utils.py (2017)',
  ignoresApplication: true,
  suspends: 'all',
  laneSecondsMax: DURATION_SECONDS_MAX - EMR_SECONDS,
  pace: (table) => ({ toRcu: table.rcu, readRcu: table.rcu * READ_SHARE }),
  packSeconds: (table) => classicSeconds(table) + ACTIVITY_SECONDS,
  paceLane(tables, paces, { settings }) {
    let sum = 0;
    for (const table of tables) sum += classicSeconds(table);
    if (sum <= DURATION_SECONDS_MAX - (EMR_SECONDS + ACTIVITY_SECONDS * tables.length)) return [...paces];
    const cap = Math.min(RCU_MAX, settings.quotas.tableRcu);
    return tables.map((table) => boosted(table, sum / TARGET_SECONDS, cap));
  },
};

/** The estimate of 2017, without the activity's own time. */
function classicSeconds(table: Table): Seconds {
  return table.sizeBytes / (table.rcu * READ_SHARE * BLOCK_BYTES);
}

/** compute_required_throughput, and the cap that comes after it. The share is a Python float rounded to two digits. */
function boosted(table: Table, ratio: number, cap: number): Pace {
  const wantedRcu = table.rcu * (ratio + 1);
  const share = Math.round((1 - Math.max(table.rcu / wantedRcu, 0.01)) * 100) / 100;
  const toRcu = Math.min(Math.round(wantedRcu), cap);
  return { toRcu, readRcu: toRcu * share };
}
