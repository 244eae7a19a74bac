// The result of a start: one value for people, monitors and the exit code.

import { EXIT, UserError } from '../core/errors.js';
import { livePlanDigest, type LivePlan } from '../core/live/live-plan.js';
import { exitCodeOf, verdictOf, type Endings, type NightCause, type NightResult, type OwedLease } from '../core/telling/night-result.js';
import { failuresOf, tally, type Misses } from '../core/results/night-tally.js';
import type { TableEnd } from '../core/results/run-story.js';
import type { At, Usd } from '../core/units.js';
import type { NightDeps } from './night-deps.js';
import type { NightRequest, Receipt } from './night-request.js';
import type { LeftLease } from './settle.js';

/** What one start came to, before it is told. */
export interface Ending {
  readonly runId: string;
  readonly account: string;
  readonly startedAt: At;
  readonly cause: NightCause | null;
  readonly leases: readonly LeftLease[];
  readonly live: LivePlan | null;
  readonly boundUsd: Usd;
  readonly ends: readonly TableEnd[];
  readonly receipts: ReadonlyMap<string, Receipt>;
  readonly misses: ReadonlyMap<string, Misses>;
  readonly appThrottled: number;
  readonly next: NightResult['next'];
  readonly calls: NightResult['calls'];
}

export function nightResult(deps: NightDeps, request: NightRequest, ending: Ending): NightResult {
  const { window, zone, region, usdPerRcuHour } = request;
  const { live, ends, receipts } = ending;
  const tables = tally(ends);
  const openLeases = ending.leases.map((lease) => owed(lease, usdPerRcuHour));
  const signal = signalOf(deps.signal);
  const endings: Endings = { tables, failures: failuresOf(ends, window.night, ending.misses), openLeases, cause: ending.cause, mismatches: 0, signal };
  const sum = (of: (receipt: Receipt) => number): number => [...receipts.values()].reduce((total, receipt) => total + of(receipt), 0);
  return {
    ...endings, runId: ending.runId, night: window.night, zone, account: ending.account, region, verdict: verdictOf(endings), exitCode: exitCodeOf(endings),
    startedAt: ending.startedAt, endedAt: deps.clock.now(), opensAt: window.opensAt, closesAt: window.closesAt,
    costs: { forecastUsd: live?.plan.forecastUsd ?? 0, boundUsd: ending.boundUsd }, next: ending.next,
    copied: { bytes: sum(({ bytes }) => bytes), items: sum(({ items }) => items), readUnits: ends.reduce((total, { readUnits }) => total + readUnits, 0) },
    throttled: { app: ending.appThrottled, backup: 0 }, orphans: 0, calls: ending.calls, planDigest: live === null ? '' : livePlanDigest(live),
    version: deps.process.version, host: deps.process.host, journal: live === null ? '' : `${deps.state.where}/runs/${window.night}/${ending.runId}.jsonl`,
  };
}

/** A mistake, a refusal or a bug as what stopped the whole night. */
export function causeOf(error: unknown): NightCause {
  if (error instanceof UserError) {
    const { where, what } = error.issues[0] ?? { where: '', what: error.message };
    // As faults.ts says it; an operation that was not answered, or whose credentials have expired, lacks no permission.
    const action = what.includes(`; allow ${where}`) ? { action: where } : {};
    return { exitCode: error.exitCode, why: where === '' ? what : `${where}: ${what}`, ...action };
  }
  return { exitCode: EXIT.bug, why: error instanceof Error ? error.message : 'something was thrown that is no error' };
}

/** The signal that ended a night early; null: none did. */
export function signalOf(signal: AbortSignal): 'SIGINT' | 'SIGTERM' | null {
  const reason = signal.reason as unknown;
  return signal.aborted && (reason === 'SIGINT' || reason === 'SIGTERM') ? reason : null;
}

function owed({ table, originalRcu, raisedToRcu, suspended, sinceAt, code }: LeftLease, usdPerRcuHour: Usd): OwedLease {
  return { table, originalRcu, raisedToRcu, suspended, sinceAt, code, usdPerHour: raisedToRcu === null ? 0 : Math.max(0, raisedToRcu - originalRcu) * usdPerRcuHour };
}
