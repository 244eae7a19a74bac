// What one run of collect did, for people.

import { instantText } from '../../core/history/history-text.js';
import { inert } from '../terminal.js';
import type { Collected } from './collect.js';

/** Excluded tables that are named; the rest is counted, --json has all. */
const NAMED_MAX = 20;

/** `824 metrics, about $0.01`. */
export function costText(metrics: number, usd: number | null): string {
  const price = usd === null ? 'not priced in this region' : usd > 0 && usd < 0.01 ? 'less than $0.01' : `about $${usd.toFixed(2)}`;
  return `${metrics} ${metrics === 1 ? 'metric' : 'metrics'}, ${price}`;
}

/** Some lines for stdout. */
export function collectedText(collected: Collected): string {
  const { tables, traffic, metrics, limits, excluded, skipped } = collected;
  const of = collected.dryRun ? 'would be recorded' : 'recorded';
  const added = collected.dryRun || tables.added === tables.recorded ? '' : ` (${tables.recorded - tables.added} had their row already)`;
  const lines = [
    `night ${collected.night}, ${collected.region}: ${tables.recorded} of ${tables.listed} tables ${of}${added}, ${excluded.length} excluded, ${skipped.length} skipped`,
    `traffic ${instantText(traffic.fromAt)} to ${instantText(traffic.toAt)}: ${collected.dryRun ? 'not asked for' : `${traffic.added} rows added`}`,
    `metrics ${collected.dryRun ? 'to ask for' : 'asked for'}: ${costText(metrics.asked, metrics.usd)}`,
  ];
  if (limits.accountRcu !== null) lines.push(`account quota: ${limits.accountRcu} RCU (simulate --account-rcu-quota ${limits.accountRcu})`);
  for (const { table, why } of excluded.slice(0, NAMED_MAX)) lines.push(`excluded: ${inert(table)} ${inert(why)}`);
  if (excluded.length > NAMED_MAX) lines.push(`excluded: ${excluded.length - NAMED_MAX} more; --json names them`);
  return `${lines.join('\n')}\n`;
}
