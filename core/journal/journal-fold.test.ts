import test from 'ava';
import fc from 'fast-check';
import { UserError } from '../errors.js';
import { entryBody, entryNumbers } from './journal-entry.js';
import { foldJournal, JournalFold, type JournalState } from './journal-fold.js';
import type { JournalBody, JournalRecord, RunHead } from './journal.js';
import { ENTRY } from '../ledger.js';
import { livePlan, liveTable, TEST_AT as AT } from '../live/live-testing.js';
import { runIdOf, RUN_ID } from './run-id.js';
import { MOVE, MOVES, OUTCOME, OUTCOMES, SIGHT, SIGHTS, type MoveName, type OutcomeName, type SightName } from '../world.js';

const NAMES = ['__proto__', 'orders', 'users'];
const HEAD: RunHead = { runId: '2026-06-10T0005Z-k3f9qa', night: '2026-06-10', account: '123456789012', region: 'eu-west-1', version: '0.1.0', live: livePlan(NAMES) };

const asked = (move: MoveName, about: string | number, value = 0): JournalBody => ({ kind: 'asked', at: AT, move, value, ...(typeof about === 'number' ? { lane: about } : { table: about }) });
const answered = (move: MoveName, about: string | number, outcome: OutcomeName = 'OK', value = 0): JournalBody => ({ ...asked(move, about, value), kind: 'answered', outcome } as JournalBody);
const saw = (sight: SightName, about: string | number, value = 0): JournalBody => ({ kind: 'saw', at: AT, sight, value, ...(typeof about === 'number' ? { lane: about } : { table: about }) });

function fold(...bodies: JournalBody[]): JournalState {
  return foldJournal([{ kind: 'opened', at: AT, head: HEAD } as const, ...bodies].map((body, i): JournalRecord => ({ seq: i + 1, ...body })));
}

const boosted = [asked('suspendScaling', 'orders'), answered('suspendScaling', 'orders'), asked('boost', 'orders', 500), answered('boost', 'orders', 'OK', 500)];
const reverted = [asked('revert', 'orders', 100), answered('revert', 'orders', 'OK', 100)];
const LEASE = {
  runId: HEAD.runId, night: HEAD.night, table: 'orders', tableId: 'id-1', originalRcu: 100, raisedToRcu: 500, reverting: false,
  suspended: { scaleIn: false, scaleOut: false, scheduled: false }, sinceAt: AT,
};

test('what was borrowed is owed from the moment it is asked until it is known to be back', (t) => {
  t.deepEqual(fold().leases, new Map());
  t.deepEqual(fold(asked('suspendScaling', 'orders')).leases.get('orders'), { ...LEASE, raisedToRcu: null });
  t.deepEqual(fold(...boosted).leases.get('orders'), LEASE);
  t.deepEqual(fold(...boosted, saw('capacity', 'orders', 500), ...reverted).leases.get('orders'), { ...LEASE, reverting: true });
  const lowered = [...boosted, saw('capacity', 'orders', 500), ...reverted, saw('capacity', 'orders', 100)];
  t.deepEqual(fold(...lowered).leases.get('orders'), { ...LEASE, raisedToRcu: null });
  t.deepEqual(fold(...lowered, asked('resumeScaling', 'orders'), answered('resumeScaling', 'orders')).leases, new Map());
});

test('a refusal ends a debt only where no earlier try is in doubt', (t) => {
  const boost = (outcome: OutcomeName): JournalBody[] => [asked('boost', 'orders', 500), answered('boost', 'orders', outcome, 500)];
  const owed = (...bodies: JournalBody[]): boolean => fold(...bodies).leases.has('orders');
  for (const outcome of OUTCOMES) {
    const mayBeDone = ['OK', 'UNCHANGED', 'FAILED', 'TIMED_OUT', 'UNREACHABLE'].includes(outcome);
    t.is(owed(...boost(outcome)), mayBeDone, outcome);
    t.true(owed(...boost('UNREACHABLE'), ...boost(outcome)), `UNREACHABLE, then ${outcome}`);
    t.true(owed(asked('boost', 'orders', 500), ...boost(outcome)), `never answered, then ${outcome}`);
  }
});

test('a revert that was answered otherwise than with OK: settled, or still owed', (t) => {
  const left = (outcome: OutcomeName): boolean => fold(...boosted.slice(2), asked('revert', 'orders', 100), answered('revert', 'orders', outcome, 100)).leases.has('orders');
  t.deepEqual(OUTCOMES.filter((outcome) => !left(outcome)), ['UNCHANGED', 'GONE', 'SUPERSEDED']);
});

test('capacity that was found before our raise was in force is what is owed; of others it stays', (t) => {
  const found = [...boosted, saw('capacity', 'orders', 130)];
  t.is(fold(...found).leases.get('orders')?.originalRcu, 130);
  const back = [...found, saw('capacity', 'orders', 500), asked('revert', 'orders', 130), answered('revert', 'orders', 'OK', 130)];
  t.is(fold(...back, saw('capacity', 'orders', 100)).leases.get('orders')?.raisedToRcu, 500);
  t.is(fold(...back, saw('capacity', 'orders', 130)).leases.get('orders')?.raisedToRcu, null);
  t.is(fold(...boosted, saw('overruled', 'orders', 200)).leases.get('orders')?.raisedToRcu, null);
  t.is(fold(...boosted, saw('capacity', 'orders', 500), saw('capacity', 'orders', 700)).leases.get('orders')?.originalRcu, 100);
});

test('the flags that are handed back are those that were found', (t) => {
  const suspended = { scaleIn: true, scaleOut: false, scheduled: true };
  const live = livePlan(['a'], { tables: [liveTable('a', 0, { target: { minRcu: 5, maxRcu: 400, suspended } })] });
  const record = (seq: number, body: JournalBody): JournalRecord => ({ seq, ...body });
  const state = foldJournal([record(1, { kind: 'opened', at: AT, head: { ...HEAD, live } }), record(2, asked('suspendScaling', 'a'))]);
  t.deepEqual(state.leases.get('a')?.suspended, suspended);
});

test('lanes and copies are open from asked to ended, under the number that is their token', (t) => {
  const lane = (...bodies: JournalBody[]) => fold(...bodies).lanes.get(0);
  t.deepEqual(lane(asked('startLane', 0)), { lane: 0, launch: 1, accepted: false, ready: false, sinceAt: AT });
  t.is(lane(asked('startLane', 0), answered('startLane', 0, 'THROTTLED')), undefined);
  t.is(lane(asked('startLane', 0), answered('startLane', 0, 'UNREACHABLE'), asked('startLane', 0), answered('startLane', 0, 'UNREACHABLE'))?.launch, 1);
  const up = [asked('startLane', 0), answered('startLane', 0), saw('laneReady', 0)];
  t.deepEqual(lane(...up), { lane: 0, launch: 1, accepted: true, ready: true, sinceAt: AT });
  t.is(lane(...up, saw('laneEnded', 0)), undefined);
  t.deepEqual(lane(...up, saw('laneEnded', 0), asked('startLane', 0)), { lane: 0, launch: 2, accepted: false, ready: false, sinceAt: AT });
  t.is(lane(...up, asked('stopLane', 0), answered('stopLane', 0))?.launch, 1);
  t.is(lane(...up, asked('stopLane', 0), answered('stopLane', 0, 'GONE')), undefined);

  const copy = (...bodies: JournalBody[]) => fold(...bodies).copies.get('__proto__');
  const running = [asked('startCopy', '__proto__', 350), answered('startCopy', '__proto__', 'OK', 350)];
  t.deepEqual(copy(...running), { table: '__proto__', attempt: 1, accepted: true, readRcu: 350, sinceAt: AT });
  t.is(copy(...running, saw('copyStarted', '__proto__', 1))?.attempt, 1);
  for (const end of ['copyDone', 'copyFailed', 'copyStopped'] as const) t.is(copy(...running, saw(end, '__proto__')), undefined);
  t.is(copy(...running, saw('copyFailed', '__proto__'), ...running)?.attempt, 2);
});

test('unanswered moves, notes, verdicts, starts and the end', (t) => {
  const start: JournalBody = { kind: 'started', at: AT, pid: 1, host: 'h', version: '0.1.0', fence: 3 };
  const state = fold(
    start, { kind: 'note', at: AT, key: 'cluster', value: 'j-1' }, asked('startLane', 0), asked('boost', 'orders', 500), asked('boost', 'users', 500), answered('boost', 'orders'),
    asked('startLane', 0), { kind: 'note', at: AT, key: 'cluster', value: 'j-2' }, { kind: 'verdict', at: AT, table: '__proto__', verdict: 'failed', reason: 'x' },
    { kind: 'verdict', at: AT, table: '__proto__', verdict: 'ok' }, { kind: 'shut', at: AT }, { kind: 'closed', at: AT + 9, verdict: 'aborted', owed: 1 },
  );
  t.deepEqual(state.unanswered, [{ move: 'boost', table: 'users', value: 500, askedAt: AT }, { move: 'startLane', lane: 0, value: 0, askedAt: AT }]);
  t.deepEqual(state.notes, new Map([['cluster', 'j-2']]));
  t.is(state.verdicts.get('__proto__')?.verdict, 'ok');
  t.is(state.starts[0].fence, 3);
  t.true(state.shut);
  t.deepEqual(state.closed, { at: AT + 9, verdict: 'aborted', owed: 1 });
  t.is(fold({ kind: 'closed', at: AT, verdict: 'failed', owed: 1 }, start).closed, null);
  t.not(fold({ kind: 'closed', at: AT, verdict: 'failed', owed: 1 }, { kind: 'repaired', at: AT, droppedBytes: 3 }).closed, null);
  t.is(foldJournal([]).head, null);
});

test('a move about what the plan does not hold is refused', (t) => {
  t.throws(() => fold(asked('boost', 'nobody', 5)), { instanceOf: UserError, message: /^record 2: asks boost of "nobody", which the run's plan does not hold/ });
});

/** Moves and sights of one table, in any order: also such as no night would write. */
const anything: fc.Arbitrary<JournalBody> = fc.record({
  kind: fc.constantFrom('asked', 'answered', 'saw'), table: fc.constantFrom(...NAMES), value: fc.constantFrom(100, 130, 500),
  move: fc.constantFrom<MoveName>('boost', 'revert', 'suspendScaling', 'resumeScaling', 'startCopy'), outcome: fc.constantFrom(...OUTCOMES),
  sight: fc.constantFrom<SightName>('capacity', 'copyDone', 'overruled'),
}).map(({ kind, table, value, move, outcome, sight }) => (kind === 'asked' ? asked(move, table, value) : kind === 'answered' ? answered(move, table, outcome, value) : saw(sight, table, value)));

test('no prefix of any journal loses a boost that was asked and not handed back', (t) => {
  /** What gives a boost back, by itself: nothing else may end the debt. */
  const pays = (body: JournalBody): boolean => body.kind === 'answered' && (body.move === 'revert' || body.move === 'boost');
  fc.assert(fc.property(fc.array(anything, { maxLength: 40 }), (bodies) => {
    const running = new JournalFold();
    running.add({ seq: 1, kind: 'opened', at: AT, head: HEAD });
    const owed = new Set<string>();
    bodies.forEach((body, i) => {
      running.add({ seq: i + 2, ...body });
      const state = running.state();
      const table = 'table' in body ? body.table ?? '' : '';
      if (body.kind === 'asked' && body.move === 'boost') owed.add(table);
      for (const name of owed) {
        if (state.leases.get(name)?.raisedToRcu != null) continue;
        t.is(name, table, 'only what is about a table changes its debt');
        t.true(pays(body) || body.kind === 'saw', JSON.stringify(body));
        owed.delete(name);
      }
      // Folding a prefix at once gives the same as folding it record by record.
      if (i === bodies.length - 1) t.deepEqual(fold(...bodies), state);
    });
  }), { numRuns: 2000 });
});

test('entries of the loop become records and are the same numbers again', (t) => {
  const tables = NAMES.map((name) => ({ name }));
  const numberOf = new Map(NAMES.map((name, i) => [name, i]));
  for (const move of MOVES) {
    const body = entryBody(ENTRY.answered, AT, MOVE[move], 0, 5, OUTCOME.GONE, tables);
    t.deepEqual(body, { kind: 'answered', at: AT, move, value: 5, outcome: 'GONE', ...(/lane/i.test(move) ? { lane: 0 } : { table: '__proto__' }) } as JournalBody);
    t.deepEqual(entryNumbers(body as Extract<JournalBody, { kind: 'answered' }>, numberOf), { kind: MOVE[move], subject: 0, value: 5, outcome: OUTCOME.GONE });
    t.is(entryBody(ENTRY.asked, AT, MOVE[move], 0, 5, 0, tables).kind, 'asked');
  }
  for (const sight of SIGHTS) {
    const body = entryBody(ENTRY.saw, AT, SIGHT[sight], 1, 4, 0, tables) as Extract<JournalBody, { kind: 'saw' }>;
    t.is(body.sight, sight);
    t.is(body.outcome, sight === 'laneEnded' ? OUTCOMES[4] : undefined);
    t.deepEqual(entryNumbers(body, numberOf), { kind: SIGHT[sight], subject: 1, value: 4, outcome: 0 });
  }
});

test('a run is named by its minute and by chance', (t) => {
  // 59 of 60 seconds are 1006.9 of 1,024 parts: 31 x 32 + 14, of which z and e are the characters.
  t.is(runIdOf(Date.UTC(2026, 2, 29, 0, 10, 59) / 1000, Uint8Array.of(0, 31, 32, 18)), '2026-03-29T0010Z-ze0z0j');
  fc.assert(fc.property(fc.integer({ min: 0, max: 4e9 }), fc.uint8Array({ minLength: 6, maxLength: 6 }), (at, chance) => RUN_ID.test(runIdOf(at, chance))));
  fc.assert(fc.property(fc.double({ min: 0, max: 4e9, noNaN: true }), fc.double({ min: 0.06, max: 1e6, noNaN: true }), fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.uint8Array({ minLength: 4, maxLength: 4 }),
    (at, later, one, other) => runIdOf(at, one) < runIdOf(at + later, other))); // in the order of time
});
