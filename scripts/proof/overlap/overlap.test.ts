// Starts that overlap, and one that was stopped and goes on: there is one writer, whatever happens. Counted by what AWS saw.

import test from 'ava';
import { LIVE_DEFAULTS } from '../../../core/config/live-settings.js';
import { EXIT } from '../../../core/errors.js';
import { MUTATING, type Operation } from '../../../executor/aws.js';
import { PACE_RATES } from '../../../executor/pace-rates.js';
import { SHORT_TABLES } from '../short-night/estate.js';
import { shortStage, STORES, type ShortStage } from './stage.js';
import { Stopping } from './stoppable.js';
import { GOES_ON, type GoesOn, undead, waitsOf } from './zombie.js';

const STARTS = 50;

function mutatingCalls({ account }: ShortStage): number {
  return account.aws.calls.filter(({ action }) => MUTATING.has(action as Operation)).length;
}

for (const store of STORES) {
  test(`${STARTS} starts at the same moment, state in ${store}: one runs the night, the others change nothing and leave with ${EXIT.locked}`, async (t) => {
    const stage = shortStage(store);
    const before = stage.owned();
    const all = Array.from({ length: STARTS }, () => stage.begin());
    const codes = (await Promise.all(all.map(({ result }) => result))).map(({ exitCode }) => exitCode);
    t.deepEqual([...codes].sort((a, b) => a - b), [EXIT.ok, ...Array<number>(STARTS - 1).fill(EXIT.locked)]);
    const winner = codes.indexOf(EXIT.ok);
    t.deepEqual(all.map((start) => start.mutating()).filter((_, i) => i !== winner), Array<number>(STARTS - 1).fill(0));
    t.is(all[winner].mutating(), mutatingCalls(stage), 'the one that ran made every call that AWS saw');
    t.is(mutatingCalls(stage), 6, 'two tables raised and handed back, one autoscaling suspended and resumed');
    const seen = new Set(all.flatMap((start, i) => (i === winner ? [] : start.sent)));
    t.deepEqual([...seen].filter((action) => !action.startsWith('s3:')), [], 'the others asked for nothing but the lock');
    t.deepEqual(stage.owned(), before);
    t.deepEqual(await stage.backups(), new Map(SHORT_TABLES));
  });
}

/** Places in a night at which it is stopped, for each way to go on. */
const STOPS = 6;
/**
 * The tightest places, by their waits: between taking the lock and reading the journals, where what it then finds is the
 * other's run; and between its last look at the lock and its own first intents.
 */
const TIGHT = [8, 10, 12, 36, 40, 44];
/** How a start ends that lost its lock: quietly; by its journal, which is another's now; or well, where all was done before. */
const QUIET: readonly number[] = [EXIT.locked, EXIT.tryLater, EXIT.ok];

for (const store of STORES) {
  test(`stopped anywhere in the night and gone on without its lock, state in ${store}: nothing more is changed, and the other start ends well`, async (t) => {
    const waits = await waitsOf(shortStage(store));
    const spread = STOPS * GOES_ON.length;
    const all: (readonly [number, GoesOn])[] = Array.from({ length: spread }, (_, i) => [Math.round(((i + 1) / (spread + 1)) * waits), GOES_ON[i % GOES_ON.length]]);
    all.push(...TIGHT.map((at) => [at, 'during the other'] as const));
    let stopped = 0;
    for (const [at, goesOn] of all) {
      const what = `stopped at wait ${at} of ${waits}, goes on ${goesOn}`;
      const stage = shortStage(store);
      const before = stage.owned();
      const met = await undead(stage, at, goesOn);
      if (met === null) continue;
      stopped++;
      t.is(met.changed, 0, what);
      t.deepEqual([met.other.exitCode, met.other.openLeases, met.other.cause], [EXIT.ok, [], null], what);
      t.deepEqual(stage.owned(), before, what);
      t.deepEqual(await stage.backups(), new Map(SHORT_TABLES), what);
      // With nobody there what it has raised is owed, and told; later it is the other's to tell.
      t.true([...QUIET, ...(goesOn === 'before the other' ? [EXIT.unhealed] : [])].includes(met.zombie.exitCode), `${what}: ${met.zombie.exitCode}`);
    }
    t.true(stopped > all.length / 2, `${stopped} starts were stopped`);
  });
}

test('stopped while changes wait for their turn: they are not sent when it goes on without its lock', async (t) => {
  const stage = shortStage('a folder', 60);
  const before = stage.owned();
  const stopping = new Stopping(Infinity);
  // More than may be sent at once: the next ones wait.
  const paced = (PACE_RATES['dynamodb:UpdateTable']?.burst ?? Infinity) + 5;
  let updates = 0;
  let tell = (): void => undefined;
  const full = new Promise<void>((resolve) => (tell = resolve));
  const zombie = stage.begin(stopping, (action) => {
    if (action !== 'dynamodb:UpdateTable' || ++updates !== paced) return;
    stopping.stop();
    tell();
  });
  await Promise.race([full, zombie.result]);
  await stage.clock.sleepUntil(stage.clock.now() + LIVE_DEFAULTS.lock.expirySeconds + 1);
  const changed = zombie.mutating();
  t.true(changed >= paced && changed < 62, 'it was stopped in the middle of its raises');
  stopping.goOn();
  t.is((await zombie.result).exitCode, EXIT.unhealed, 'nobody else is there: what is raised is told');
  t.is(zombie.mutating(), changed);
  const other = await stage.begin().result;
  t.deepEqual([other.exitCode, other.openLeases], [EXIT.ok, []], JSON.stringify(other.cause));
  t.deepEqual(stage.owned(), before);
});
