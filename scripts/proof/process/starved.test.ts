// The program as a real process, on a full disk and with a clock that jumps: nothing is changed that is not written down, and
// one further start heals everything.

import test from 'ava';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../../../core/errors.js';
import { endAll } from './child.js';
import { healed, owes, RAISED, sceneTest as scene } from './scene-test.js';
import { LOCK, PAST_LOCK, resultOf } from './scene.js';

test.after.always(endAll);

/** A journal of this night is longer when all is raised, and its head is shorter. */
const JOURNAL_KIB = 10;
/** The items of `orders` take more than that, those of the others less. */
const BACKUP_KIB = 4;

scene('the disk of the journal is full for a while: the ballast goes, and the night ends as if nothing had been', async (t, made) => {
  const before = made.owned();
  const folder = join(made.root, 'state');
  const first = made.start();
  await first.sends(RAISED);
  t.true(existsSync(join(folder, 'ballast')));
  made.fillDisk({ folder, untilBallastGoes: true });
  const ended = await first.ended;
  t.is(ended.code, EXIT.ok, ended.err);
  t.false(existsSync(join(folder, 'ballast')));
  await healed(t, made, before);
});

scene('the disk of the journal stays full: nothing more is changed, what is owed is told; with room the next start heals', async (t, made) => {
  const before = made.owned();
  const first = made.start();
  await first.sends(RAISED);
  made.fillDisk({ folder: join(made.root, 'state'), untilBallastGoes: false });
  const ended = await first.ended;
  owes(t, ended);
  t.is(resultOf(ended).cause?.exitCode, EXIT.io);
  t.is(first.mutating(), RAISED);
  made.time.leap(PAST_LOCK);
  const second = made.start();
  t.is((await second.ended).code, EXIT.io, 'without a journal nothing is done');
  t.is(second.mutating(), 0);
  made.fillDisk(null);
  await healed(t, made, before);
});

scene('files may not grow (RLIMIT_FSIZE): refused before anything is changed', async (t, made) => {
  const before = made.owned();
  const first = made.start(undefined, 1024);
  t.is((await first.ended).code, EXIT.io, 'there is no room for the ballast');
  t.is(first.mutating(), 0);
  await healed(t, made, before);
});

scene('the system refuses to let the journal grow (RLIMIT_FSIZE): what is owed is told, the next start heals', async (t, made) => {
  const before = made.owned();
  mkdirSync(join(made.root, 'state'), { mode: 0o700 });
  writeFileSync(join(made.root, 'state', 'ballast'), '');
  const first = made.start(undefined, JOURNAL_KIB);
  const ended = await first.ended;
  owes(t, ended);
  t.is(resultOf(ended).cause?.exitCode, EXIT.io);
  made.time.leap(PAST_LOCK);
  await healed(t, made, before);
});

scene('the disk of the backups is full: everything is handed back, no copy counts; with room the next start makes them', async (t, made) => {
  const before = made.owned();
  made.fillDisk({ folder: join(made.root, 'backups'), untilBallastGoes: false });
  const ended = await made.start().ended;
  t.is(ended.code, EXIT.partial, ended.err);
  t.deepEqual([resultOf(ended).tables.ok, resultOf(ended).openLeases], [0, []]);
  t.deepEqual(made.owned(), before);
  t.deepEqual(await made.backups(), new Map());
  made.fillDisk(null);
  await healed(t, made, before);
});

scene('the system refuses to let one backup grow (RLIMIT_FSIZE): that table failed, the others are copied', async (t, made) => {
  const before = made.owned();
  const ended = await made.start(undefined, BACKUP_KIB).ended;
  t.is(ended.code, EXIT.partial, ended.err);
  t.deepEqual(resultOf(ended).failures.map(({ table }) => table), ['orders']);
  t.deepEqual(made.owned(), before);
  t.deepEqual([...(await made.backups()).keys()].sort(), ['carts', 'users']);
  await healed(t, made, before);
}, 's3://my-bucket/state');

for (const off of [200, -200]) {
  scene(`the clock of the machine jumps by ${off} s in the night: less than the lock's margin harms nothing`, async (t, made) => {
    const before = made.owned();
    const first = made.start();
    await first.sends(RAISED);
    made.time.setWallOff(off);
    const ended = await first.ended;
    t.is(ended.code, EXIT.ok, ended.err);
    await healed(t, made, before);
  });
}

for (const off of [600, -600]) {
  scene(`the clock of the machine jumps by ${off} s in the night: nothing more is changed; the next start hands back, and runs no night by that clock`, async (t, made) => {
    const before = made.owned();
    const first = made.start();
    await first.sends(RAISED);
    made.time.setWallOff(off);
    const ended = await first.ended;
    owes(t, ended);
    t.is(first.mutating(), RAISED);
    made.time.leap(LOCK.expirySeconds + PAST_LOCK);
    const second = await made.start().ended;
    t.is(second.code, EXIT.config, second.err);
    t.deepEqual(made.owned(), before);
    made.time.setWallOff(0);
    made.time.leap(LOCK.expirySeconds);
    await healed(t, made, before);
  });
}
