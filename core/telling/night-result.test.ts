import test from 'ava';
import { EXIT } from '../errors.js';
import { exitCodeOf, verdictOf, type Endings, type OwedLease, type TableFailure } from './night-result.js';

const GOOD: Endings = {
  tables: { total: 5, ok: 3, failed: 0, missed: 0, skipped: 1, excluded: 1, vanished: 0, unknown: 0 },
  failures: [], openLeases: [], cause: null, mismatches: 0, signal: null,
};
const failure: TableFailure = { table: 'orders', state: 'failed', code: 'FAILED', why: 'the copy ended twice', times: 1, sinceNight: '2026-03-29' };
const lease: OwedLease = { table: 'orders', originalRcu: 10, raisedToRcu: 152, suspended: null, sinceAt: 0, code: 'DENIED', usdPerHour: 0.02 };
const ends = (more: Partial<Endings>, tables: Partial<Endings['tables']> = {}): [string, number] => {
  const endings = { ...GOOD, ...more, tables: { ...GOOD.tables, ...tables } };
  return [verdictOf(endings), exitCodeOf(endings)];
};

test('what is verified is a success, also where tables are left out on purpose or vanished', (t) => {
  t.deepEqual(ends({}), ['success', EXIT.ok]);
  t.deepEqual(ends({}, { ok: 2, vanished: 1 }), ['success', EXIT.ok]);
});

test('each way to miss a table has its verdict and its code', (t) => {
  t.deepEqual(ends({ failures: [failure] }, { ok: 2, failed: 1 }), ['partial', 3]);
  t.deepEqual(ends({ failures: [{ ...failure, state: 'skipped' }] }), ['partial', 3]);
  t.deepEqual(ends({ failures: [{ ...failure, state: 'missed' }] }, { ok: 2, missed: 1 }), ['missed', 4]);
  t.deepEqual(ends({ failures: [failure] }, { ok: 1, failed: 1, missed: 1 }), ['missed', 4]);
  t.deepEqual(ends({ failures: [{ ...failure, state: 'unknown' }] }, { ok: 2, unknown: 1 }), ['unknown', 3]);
});

test('numbers that do not add up are never a success', (t) => {
  t.deepEqual(ends({}, { ok: 2 }), ['unknown', 3]);
  t.deepEqual(ends({}, { ok: 4 }), ['unknown', 3]);
});

test('what stops the night ends it in its own code, a signal in the one of shells', (t) => {
  t.deepEqual(ends({ cause: { exitCode: EXIT.permission, why: 'no' } }), ['failed', 77]);
  t.deepEqual(ends({ signal: 'SIGINT' }), ['aborted', 130]);
  t.deepEqual(ends({ signal: 'SIGTERM' }), ['aborted', 143]);
});

test('what is not handed back overrides all, a mismatch all but that', (t) => {
  const all = { openLeases: [lease], mismatches: 1, cause: { exitCode: EXIT.permission, why: 'no' }, signal: 'SIGTERM' as const, failures: [failure] };
  t.deepEqual(ends(all, { ok: 2, failed: 1 })[1], 5);
  t.deepEqual(ends({ ...all, openLeases: [] }, { ok: 2, failed: 1 })[1], 9);
  t.deepEqual(ends({ openLeases: [lease] }), ['success', 5], 'the verdict is about backups; what is owed is said beside it');
  t.deepEqual(ends({ mismatches: 1 }), ['partial', 9]);
});
