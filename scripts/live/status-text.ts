// Where things stand, for people.

import type { OpenLease } from '../../core/journal/journal-debts.js';
import type { At } from '../../core/units.js';
import type { LockSeen } from '../../executor/state/lock-terms.js';
import { duration } from '../../reports/format.js';
import { inert } from '../terminal.js';
import type { RunStatus, Status } from './status.js';

/** Tables that are named of each kind; --json has all. */
const NAMED_MAX = 20;

/** Ends in a line feed. */
export function statusText({ state, now, window, lock, runs, done, next }: Status): string {
  return `${[
    `state ${inert(state)}`,
    `night ${window.night}: ${time(window.opensAt)} to ${time(window.closesAt)}, ${done} ${done === 1 ? 'table has' : 'tables have'} a backup of it`,
    lockText(lock, now),
    ...runs.flatMap((run) => runText(run, now, lock?.held === true)),
    `next: ${next.what}${next.at > now ? ` at ${time(next.at)}, in ${duration(next.at - now)}` : ''}`,
  ].join('\n')}\n`;
}

/** Who holds the lock, or last did. */
export function lockText(lock: LockSeen | null, now: At): string {
  if (lock === null) return 'lock: never taken';
  const { id, held, record } = lock;
  if (record === null) return `lock ${id}: cannot be read; ${held ? 'held until it expires' : 'free'}`;
  const { host, pid, who, command, night, runId, heartbeatAt, version } = record;
  if (!held) return `lock: free (last held by ${inert(command)} on ${inert(host)}, run ${runId})`;
  return `lock ${id}: held by ${inert(command)} of ${inert(who)} on ${inert(host)}, process ${pid}, version ${version}, night ${night}, run ${runId}; last heard of ${duration(Math.max(0, now - heartbeatAt))} ago`;
}

function runText({ runId, night, verdict, lastAt, owed, lanesUp, planned, copied, copying, tables, damage }: RunStatus, now: At, isLive: boolean): string[] {
  if (damage !== null) return [`run ${runId} of night ${night}: ${inert(damage)}`];
  const ago = lastAt === null ? '' : `, last entry ${duration(Math.max(0, now - lastAt))} ago`;
  const counts = Object.entries(tables).map(([state, count]) => `${count} ${state}`).join(', ');
  return [
    `run ${runId} of night ${night}: ${verdict ?? 'not over'}${ago}${counts === '' ? '' : `; ${counts}`}`,
    ...owed.slice(0, NAMED_MAX).map((lease) => `  owes ${inert(lease.table)}: ${debtText(lease)}`),
    ...(owed.length > NAMED_MAX ? [`  owes ${owed.length - NAMED_MAX} more; --json names them`] : []),
    ...(lanesUp > 0 ? [`  ${lanesUp} ${lanesUp === 1 ? 'cluster or pipeline is' : 'clusters and pipelines are'} up`] : []),
    ...(verdict === null && planned > 0 ? [`  copied ${copied} of ${planned} tables`] : []),
    ...(copying.length > 0 ? [`  ${isLive ? 'copying' : 'was copying'} ${copying.slice(0, NAMED_MAX).map(inert).join(', ')}${copying.length > NAMED_MAX ? ` and ${copying.length - NAMED_MAX} more` : ''}`] : []),
  ];
}

/** What is to be handed back to a table. */
export function debtText({ originalRcu, raisedToRcu, suspended, sinceAt }: OpenLease): string {
  const parts = [
    ...(raisedToRcu === null ? [] : [`${originalRcu} RCU (raised to ${raisedToRcu})`]),
    ...(suspended === null ? [] : ['its autoscaling']),
  ];
  return `${parts.join(' and ')}, since ${time(sinceAt)}`;
}

function time(at: At): string {
  return new Date(at * 1000).toISOString().replace('.000Z', 'Z');
}
