// The crash matrix can fail: with one rule broken it names that rule, after few schedules.

import test from 'ava';
import { LEASE_FROM_ANSWER, NO_WRITE_AHEAD, UNVERIFIED } from './mutants.js';
import { play } from './play.js';
import { scheduleText, type Schedule } from './schedule.js';
import { schedulesOf } from './schedules.js';
import type { Mutant } from './world.js';

const SEED = 1;
const TRIES = 400;

/** The first schedule in which that rule is broken, of those that are drawn. */
async function firstFault(mutant: Mutant, rule: string): Promise<{ readonly schedule: Schedule; readonly fault: string } | null> {
  const { scheduleAt, fixed } = await schedulesOf(SEED);
  for (let number = fixed; number < fixed + TRIES; number++) {
    const schedule = scheduleAt(number);
    const fault = (await play(schedule, { mutant, again: false })).find((one) => one.startsWith(rule));
    if (fault !== undefined) return { schedule, fault };
  }
  return null;
}

for (const [what, rule, mutant] of [
  ['calls that are sent before the journal is durable', 'INV-01', NO_WRITE_AHEAD],
  ['calls that are sent before the journal is durable', 'INV-30', NO_WRITE_AHEAD],
  ['leases that are owed from the answer on, not from the question', 'INV-30', LEASE_FROM_ANSWER],
  ['copies that count unverified', 'INV-10', UNVERIFIED],
] as const) {
  test(`${what} break ${rule}`, async (t) => {
    const first = await firstFault(mutant, rule);
    if (first === null) return t.fail(`nothing breaks ${rule} in ${TRIES} schedules`);
    t.log(`${scheduleText(first.schedule)}: ${first.fault}`);
    t.deepEqual(await play(first.schedule), [], 'the program itself keeps all rules there');
  });
}
