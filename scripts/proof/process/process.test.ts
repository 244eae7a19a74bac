// The program as a real process, ended, stopped and starved by the system: one further start heals everything.

import test from 'ava';
import { EXIT } from '../../../core/errors.js';
import { draw } from '../../../core/rng.js';
import { endAll } from './child.js';
import { healed, owes, RAISED, sceneTest as scene } from './scene-test.js';
import { PAST_LOCK, resultOf } from './scene.js';

test.after.always(endAll);

const CHANGES = 6;
for (let n = 1; n <= CHANGES; n++) {
  scene(`kill -9 when AWS sees change ${n} of ${CHANGES}: the next start heals`, async (t, made) => {
    const before = made.owned();
    const first = made.start();
    t.not(await first.sends(n), null, 'it came so far');
    first.kill('SIGKILL');
    t.is((await first.ended).signal, 'SIGKILL');
    made.time.leap(PAST_LOCK);
    await healed(t, made, before);
  });
}

const KILLS_SEED = 11;
/** A night makes some hundred calls. */
const CALLS = 100;
for (const kill of [1, 2]) {
  const n = 1 + Math.floor(draw(KILLS_SEED, kill, 0, 0, 0) * CALLS);
  scene(`kill -9 at call ${n} of any kind: the next start heals`, async (t, made) => {
    const before = made.owned();
    const first = made.start();
    await first.sends(n, () => true);
    first.kill('SIGKILL');
    await first.ended;
    made.time.leap(PAST_LOCK);
    await healed(t, made, before);
  });
}

for (const [signal, code] of [['SIGINT', EXIT.interrupted], ['SIGTERM', EXIT.terminated], ['SIGHUP', EXIT.terminated]] as const) {
  scene(`${signal} while something is raised: handed back before it leaves with ${code}`, async (t, made) => {
    const before = made.owned();
    const first = made.start();
    await first.sends(RAISED);
    first.kill(signal);
    const ended = await first.ended;
    t.is(ended.code, code, ended.err);
    t.deepEqual(made.owned(), before);
    t.deepEqual(resultOf(ended).openLeases, []);
    t.not(resultOf(ended).verdict, 'success');
    await healed(t, made, before);
  });
}

scene('a second signal: it leaves at once and says what it owes; the next start hands back', async (t, made) => {
  const before = made.owned();
  const first = made.start();
  await first.sends(RAISED);
  first.kill('SIGTERM');
  await first.sends(1, () => true);
  first.kill('SIGTERM');
  owes(t, await first.ended);
  t.notDeepEqual(made.owned(), before);
  await healed(t, made, before);
});

scene('stopped past its lock, another takes over and ends the night: gone on, it changes nothing', async (t, made) => {
  const before = made.owned();
  const first = made.start();
  await first.sends(RAISED);
  first.kill('SIGSTOP');
  made.time.leap(PAST_LOCK);
  const second = made.start();
  const ended = await second.ended;
  t.is(ended.code, EXIT.ok, ended.err);
  t.deepEqual(made.owned(), before);
  const changed = first.mutating();
  first.kill('SIGCONT');
  t.is((await first.ended).code, EXIT.locked);
  t.is(first.mutating(), changed);
  await healed(t, made, before);
});

scene('stopped past its lock and gone on with nobody there: it changes nothing and says what it owes', async (t, made) => {
  const before = made.owned();
  const first = made.start();
  await first.sends(RAISED);
  first.kill('SIGSTOP');
  const changed = first.mutating();
  made.time.leap(PAST_LOCK);
  first.kill('SIGCONT');
  owes(t, await first.ended);
  t.is(first.mutating(), changed);
  await healed(t, made, before);
});

const STARTS = 8;
scene(`${STARTS} processes at once: one runs the night, the others change nothing and leave with ${EXIT.locked}`, async (t, made) => {
  const before = made.owned();
  const all = Array.from({ length: STARTS }, () => made.start());
  const codes = (await Promise.all(all.map(({ ended }) => ended))).map(({ code }) => code);
  // A start that comes after the night has ended finds nothing to do: as many may be late as the machine is slow.
  t.deepEqual(codes.filter((code) => code !== EXIT.ok && code !== EXIT.locked), []);
  t.is(all.filter((program) => program.mutating() > 0).length, 1);
  t.is(all.reduce((sum, program) => sum + program.mutating(), 0), CHANGES);
  t.true(codes.every((code, i) => code === EXIT.ok || all[i].mutating() === 0));
  t.deepEqual(made.owned(), before);
  await healed(t, made, before);
});
