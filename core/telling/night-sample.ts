// A night that went well, for tests of what is told of one.

import type { NightResult, OwedLease, TableFailure } from './night-result.js';
import { HOUR, MINUTE } from '../units.js';

const OPENS_AT = Date.UTC(2026, 2, 29, 0) / 1000;
const CLOSES_AT = OPENS_AT + 6 * HOUR;

/** 412 of 415 tables, 48 minutes before the window closes. */
export const GOOD_NIGHT: NightResult = {
  runId: '2026-03-29T0010Z-k3f9qa', night: '2026-03-29', zone: 'UTC', account: '123456789012', region: 'eu-west-1',
  verdict: 'success', exitCode: 0, startedAt: OPENS_AT, endedAt: CLOSES_AT - 48 * MINUTE, opensAt: OPENS_AT, closesAt: CLOSES_AT,
  tables: { total: 415, ok: 412, failed: 0, missed: 0, skipped: 0, excluded: 2, vanished: 1, unknown: 0 },
  failures: [], openLeases: [], cause: null, costs: { forecastUsd: 1.25, boundUsd: 4 }, next: null,
  copied: { bytes: 1e12, items: 1e9, readUnits: 1e8 }, throttled: { app: 0, backup: 0 }, mismatches: 0, orphans: 0, calls: [],
  planDigest: 'ab'.repeat(32), version: '0.1.0', host: 'cron-1', journal: 's3://backups/state/runs/2026-03-29/x.jsonl',
};

export function failureOf(table: string, more: Partial<TableFailure> = {}): TableFailure {
  return { table, state: 'failed', code: 'DENIED', why: 'the scan was refused', times: 3, sinceNight: '2026-03-27', action: 'dynamodb:Scan', requestId: 'REQ1', ...more };
}

export function leaseOf(table: string, more: Partial<OwedLease> = {}): OwedLease {
  return {
    table, originalRcu: 10, raisedToRcu: 152, suspended: { scaleIn: false, scaleOut: true, scheduled: false },
    sinceAt: CLOSES_AT - 2 * HOUR, code: 'NO_DECREASE_LEFT', usdPerHour: 0.02, ...more,
  };
}

/** The same night with tables that failed. */
export function partialNight(failures: readonly TableFailure[], more: Partial<NightResult> = {}): NightResult {
  return {
    ...GOOD_NIGHT, verdict: 'partial', exitCode: 3, failures,
    tables: { ...GOOD_NIGHT.tables, ok: 412 - failures.length, failed: failures.length }, ...more,
  };
}
