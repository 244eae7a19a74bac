// The reference estate: three kinds of tables, constant traffic, so that every figure about it can be worked out by hand.
// A: 1 table of 1 TiB with 1,000 RCU, 300 of them used; B: 20 of 20 GiB, 200 and 60; C: 279 of 100 MiB, 10 and 1.

import { dateDay, dayDate, instantText } from '../core/history/history-text.js';
import { DAY, GIB, HOUR, KIB, MIB, TIB } from '../core/units.js';
import type { SynthText } from './synth.js';

const KINDS = [
  { prefix: 'a', count: 1, sizeBytes: TIB, rcu: 1000, usedRcu: 300 },
  { prefix: 'b', count: 20, sizeBytes: 20 * GIB, rcu: 200, usedRcu: 60 },
  { prefix: 'c', count: 279, sizeBytes: 100 * MIB, rcu: 10, usedRcu: 1 },
] as const;
const ITEM_BYTES = 16 * KIB;
const FIRST_NIGHT = '2026-06-01';
const NIGHTS = 2;

/** The reference estate: 300 tables, 2 nights, hourly traffic from 2 days before to 2 days after. */
export function estateText(): SynthText {
  return { tables: tablesText(), traffic: trafficText() };
}

function* rows(): Generator<readonly [string, (typeof KINDS)[number]]> {
  for (const kind of KINDS) {
    for (let i = 1; i <= kind.count; i++) yield [`${kind.prefix}-${String(i).padStart(3, '0')}`, kind];
  }
}

function* tablesText(): Generator<string> {
  yield 'night,table,size_bytes,item_count,billing_mode,rcu,wcu\n';
  for (let night = 0; night < NIGHTS; night++) {
    const date = dayDate(dateDay(FIRST_NIGHT) + night);
    for (const [name, { sizeBytes, rcu }] of rows()) yield `${date},${name},${sizeBytes},${sizeBytes / ITEM_BYTES},PROVISIONED,${rcu},5\n`;
  }
}

function* trafficText(): Generator<string> {
  yield 'timestamp,table,period_seconds,consumed_rcu_sum\n';
  const from = (dateDay(FIRST_NIGHT) - 2) * DAY;
  const to = (dateDay(FIRST_NIGHT) + NIGHTS + 2) * DAY;
  for (const [name, { usedRcu }] of rows()) {
    for (let at = from; at < to; at += HOUR) yield `${instantText(at)},${name},${HOUR},${usedRcu * HOUR}\n`;
  }
}
