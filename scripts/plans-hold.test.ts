// A plan that fits on paper must fit in the simulated night: every shipped policy that claims to fit, on an invented estate
// whose account has little room for raises, through slow updates, failed copies and applications above their forecast.

import test from 'ava';
import { windowsOf } from '../core/calendar.js';
import { findPolicy, POLICIES } from '../core/policies/index.js';
import type { Policy } from '../core/policy.js';
import { priceBook } from '../core/money/price-books.js';
import { DEFAULTS, withSettings } from '../core/settings.js';
import type { NightSummary } from '../core/results/summary.js';
import { HistoryNights } from '../sim/nights.js';
import { RunReplay } from '../sim/replay.js';
import { benchEstate } from './bench/estate.js';

const NIGHTS = 3;
const history = benchEstate({ tables: 300, nights: NIGHTS, seed: 7 });

/** The nights of the estate under a policy. `room` is what the account may provision above what it has, by what it has. */
function nightsOf(policy: Policy, room: number, seed: number): NightSummary[] {
  const windows = windowsOf(history.nights, DEFAULTS.window);
  const nights = new HistoryNights(history, windows.map((_, night) => night), windows, DEFAULTS, 1);
  const first = nights.prepare(0);
  let ownRcu = 0;
  for (const { rcu, gsiRcu } of first.survey.tables) ownRcu += rcu + gsiRcu;
  const settings = withSettings(DEFAULTS, { seed, quotas: { accountRcu: Math.ceil(ownRcu * (1 + room)) } });
  const replay = new RunReplay(history, policy, settings, 1, priceBook('us-east-1'));
  return [first, nights.prepare(1), nights.prepare(2)].map((prepared) => replay.night(prepared).summary);
}

/** Raise nothing, or are the system of 2017: they do not claim to fit. */
const WITHOUT_CLAIM = ['hippolyte-classic', 'hippolyte-provisioned', 'as-is-scan', 'emr-as-is'];

/** Their packing fills lanes one by one up to the limit: a copy that fails there, and is read again from its start, has no time left. */
const FULL_LANES = ['emr-first-fit', 'hippolyte-corrected'];

for (const policy of POLICIES.filter(({ name }) => !WITHOUT_CLAIM.includes(name))) {
  test(`${policy.name}: what is planned to fit fits, with room for half as much again`, (t) => {
    for (const seed of [1, 2]) {
      for (const { tables } of nightsOf(policy, 0.5, seed)) t.true(tables.ok >= 300 - (FULL_LANES.includes(policy.name) ? 1 : 0), `seed ${seed}: ${JSON.stringify(tables)}`);
    }
  });
}

test('where the account has no room for all raises, most tables are copied all the same', (t) => {
  for (const name of ['headroom-first', 'scan-just-in-time', 'emr-lpt-just-in-time', 'emr-whole-hours', 'emr-first-fit']) {
    for (const { tables } of nightsOf(findPolicy(name), 0.05, 1)) t.true(tables.ok >= 0.8 * 300, `${name}: ${JSON.stringify(tables)}`);
  }
});
