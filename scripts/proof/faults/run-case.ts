// One case: a night in which some calls fail in one way, then a start after the fault is over.

import { UserError } from '../../../core/errors.js';
import { Redactor } from '../../../core/telling/redact.js';
import type { At } from '../../../core/units.js';
import { SENT_ONCE, type Operation } from '../../../executor/aws.js';
import type { Effect, FaultKind } from '../../../fixtures/aws/faults.js';
import type { LiveDoors } from '../../live/doors.js';
import { composeQuietly } from '../../live/plan.js';
import { runLive } from '../../live/run.js';
import { version } from '../../package.js';
import type { Point } from './points.js';
import { backupFault, disturbed, running } from './truth.js';
import { makeWorld, NAMES, type World } from './worlds.js';

export interface Planned {
  readonly kind: FaultKind;
  readonly effect: Effect;
  readonly times: number;
}

export interface Told {
  readonly exitCode: number;
  readonly verdict: string;
  /** Why the night was stopped. */
  readonly why: string;
  readonly owed: number;
}

export interface Observed {
  /** The start in which calls failed, and the one after it. */
  readonly first: Told;
  readonly next: Told;
  /** By table, in the order of NAMES: what the journals say after the first start; `-`: nothing. */
  readonly tables: readonly string[];
  /** Calls that were made to fail, tries of the SDK included. */
  readonly hits: number;
  /** What was not as before when the first start had ended. */
  readonly disturbed: readonly string[];
  /** Rules that were broken at the end, and copies that are told and are not there. */
  readonly broken: readonly string[];
  /** Operations that were called, in both starts. */
  readonly called: ReadonlySet<string>;
}

/** The door to AWS of a program that is broken in some way. */
export type Mutant = (call: Call, operation: Operation, input: unknown) => Promise<unknown>;
export type Call = () => Promise<unknown>;

/** Stack traces and bugs are for nobody. */
const NOT_FOR_PEOPLE = /\n\s+at |\bbug: |TypeError|is not a function|undefined/;
/** What the SDK tries by itself (AWS SDKs and Tools reference, retry behaviour: three times in standard mode). */
const attempts = (operation: string): number => (SENT_ONCE.has(operation as Operation) ? 1 : 3);
const EXIT_LOCKED = 11;

export async function runCase(point: Point, { kind, effect, times }: Planned, mutant: Mutant = (call) => call()): Promise<Observed> {
  await version(); // read from the disk once, before any clock jumps
  const world = await makeWorld(point.way);
  const { account, clock, lockSeconds, said } = world;
  account.aws.calls.length = 0;
  point.besides?.(world);
  let hits = 0;
  account.aws.fail(point.operation, kind, times, effect, (input) => {
    if (point.fits?.(input, world) === false) return false;
    hits++;
    return true;
  });
  const first = await start(world, world.stopAt, mutant);
  const called = new Set(account.aws.calls.map(({ action }) => action));
  const left = disturbed(world);
  const told = await verdicts(world);
  account.aws.heal();
  await clock.sleepUntil(clock.now() + 60);
  let next = await start(world, Infinity, mutant);
  if (next.exitCode === EXIT_LOCKED) {
    // The first one could not give the lock back: it is free when it has expired.
    await clock.sleepUntil(clock.now() + lockSeconds);
    next = await start(world, Infinity, mutant);
  }
  for (const { action } of account.aws.calls) called.add(action);
  const after = await verdicts(world);
  const notForPeople = [...said, first.why, next.why].filter((line) => NOT_FOR_PEOPLE.test(line));
  return { first, next, tables: told.tables, hits, disturbed: left, called, broken: [...told.untrue, ...after.untrue, ...disturbed(world), ...running(world), ...after.open, ...notForPeople] };
}

async function start(world: World, stopAt: At, mutant: Mutant): Promise<Told> {
  const [stop, hurry] = [new AbortController(), new AbortController()];
  if (stopAt < Infinity) void world.clock.sleepUntil(stopAt).then(() => stop.abort('SIGTERM'));
  const told = { redactor: new Redactor(), say: (line: string) => void world.said.push(line), progress: () => undefined, planned: () => undefined, logTail: () => '' };
  const asked = { config: world.config, planPath: null, once: true, allowEmpty: false, prices: null, reportPath: null, command: 'run' };
  try {
    const doors = world.doors({ attempts });
    const openAws: LiveDoors['openAws'] = async (options) => {
      const aws = await doors.openAws(options);
      return { ...aws, call: (operation, input) => mutant(() => aws.call(operation, input), operation, input) as never };
    };
    const { exitCode, verdict, cause, openLeases } = await runLive(asked, { ...doors, openAws }, told, { stop: stop.signal, hurry: hurry.signal, close: () => undefined });
    return { exitCode, verdict, why: cause?.why ?? '', owed: openLeases.length };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { exitCode: error.exitCode, verdict: 'refused', why: error.message, owed: 0 };
  }
}

interface Journals {
  readonly tables: readonly string[];
  /** Tables that are told as copied, with what their backups lack. */
  readonly untrue: readonly string[];
  /** Runs that are not closed, or owe something. */
  readonly open: readonly string[];
}

/** What the journals say, read through a door without faults. */
async function verdicts(world: World): Promise<Journals> {
  const goOn = world.account.aws.pause();
  try {
    const { state } = await composeQuietly(world.config, world.doors(), new Redactor(), 'status');
    const [of, open] = [new Map<string, string>(), [] as string[]];
    const refs = await state.runs();
    for (const ref of refs) {
      const { verdicts: told, leases, closed } = await state.peek(ref);
      if (leases.size > 0 || closed === null) open.push(`${ref.runId} ${closed === null ? 'is not closed' : `owes ${leases.size}`}`);
      for (const [table, { verdict }] of told) if (of.get(table) !== 'ok' && verdict !== 'excluded') of.set(table, verdict);
    }
    // A later run tells what an earlier one has copied, too.
    const untrue = [...of].filter(([, verdict]) => verdict === 'ok').flatMap(([table]) => {
      const faults = refs.map(({ night, runId }) => backupFault(world, night, table, runId));
      return faults.includes(null) ? [] : [`told as ok: ${faults.join(', ')}`];
    });
    return { tables: NAMES.map((name) => of.get(name) ?? '-'), untrue, open };
  } finally {
    goOn();
  }
}
