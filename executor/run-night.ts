// One start, from the state that it finds to a verdict: take the lock, hand back what earlier runs owe, go on with tonight's
// run or begin one, if tonight is due and not done. Whoever is not first leaves at once and touches nothing; so cron may
// start it as often as it likes.

import { EXIT, UserError } from '../core/errors.js';
import type { NightResult } from '../core/telling/night-result.js';
import { MINUTE, type At, type Seconds } from '../core/units.js';
import { callerOf } from './caller.js';
import { counted } from './counted.js';
import { LeftInHurry, PAUSE } from './drive.js';
import { isResumable, missesBefore, openLeases, tonightSoFar } from './earlier-runs.js';
import type { NightDeps, NightTimes } from './night-deps.js';
import { causeOf, nightResult, type Ending } from './night-report.js';
import type { NightRequest } from './night-request.js';
import { planAndRun, goOn, type Ran } from './night-runs.js';
import { patientController } from './patient-signal.js';
import { isSkewed, refuseSkew } from './preflight.js';
import { settleRun, type LeftLease, type Settled } from './settle.js';
import { LockLost, type Held, type LockSeen } from './state/lock-terms.js';
import type { RunRef } from './state/store.js';

/** Starts that pause follow each other within that long. */
const NEXT_START_SECONDS: Seconds = 20 * MINUTE;
const PAUSED: Ending['cause'] = { exitCode: EXIT.paused, why: 'the time of this start is up: copies lie at their checkpoints, and the next start goes on with them' };

/** Runs tonight, as far as it is due and not done. Refusals and failures are in the result; it throws nothing but its own bugs' causes there, too. */
export async function runNight(deps: NightDeps, request: NightRequest): Promise<NightResult> {
  const startedAt = deps.clock.now();
  const noCredentials = new AbortController();
  const aws = counted(deps.aws, (name) => noCredentials.abort(new UserError(EXIT.permission, [{ where: 'credentials', what: `are not valid any more (${name}); sign in again` }])));
  const { stop, hurry } = endsOf(deps, request);
  const night: NightDeps = { ...deps, aws, signal: AbortSignal.any([deps.signal, noCredentials.signal, stop]), hurry };
  const start = new Start(night, request, deps.newRunId(startedAt));
  await start.run();
  return nightResult(night, request, { ...start.ending, startedAt, calls: aws.counts() });
}

/** A pause so late that no start of the window would follow is a stop: what is owed is handed back now. */
function endsOf({ hurry, clock }: NightDeps, { window }: NightRequest): { readonly stop: AbortSignal; readonly hurry: AbortSignal } {
  const [stop, leave] = [new AbortController(), patientController()];
  const hear = (): void => {
    if (hurry.reason === PAUSE && clock.now() + NEXT_START_SECONDS >= window.closesAt) stop.abort('SIGTERM');
    else leave.abort(hurry.reason);
  };
  if (hurry.aborted) hear();
  else hurry.addEventListener('abort', hear, { once: true });
  return { stop: stop.signal, hurry: leave.signal };
}

export interface SettleResult {
  readonly exitCode: number;
  readonly settled: readonly Settled[];
  /** What stopped it, or null. */
  readonly cause: Ending['cause'];
}

/** Hands back what all earlier runs owe, and nothing else. */
export async function settleAll(deps: NightDeps, request: Pick<NightRequest, 'account' | 'window' | 'times'>): Promise<SettleResult> {
  const settled: Settled[] = [];
  let cause: Ending['cause'] = null;
  const runId = deps.newRunId(deps.clock.now());
  const held = await deps.state.lock.acquire({ ...deps.process, night: request.window.night, runId });
  if ('heldBy' in held) return { exitCode: EXIT.locked, settled, cause: lockedBy(held.heldBy, deps.clock.now()) };
  try {
    deps.heard?.lock(runId, request.window.night);
    await callerOf(deps.aws, request.account);
    const damaged = await settleEach(deps, held, request.times, await deps.state.unsettled(), settled);
    if (damaged !== null) cause = causeOf(damaged);
  } catch (error) {
    cause = causeOf(error);
  } finally {
    await held.release();
  }
  const left = settled.some((run) => run.left.length > 0);
  return { exitCode: left ? EXIT.unhealed : cause?.exitCode ?? EXIT.ok, settled, cause };
}

/** All of them, the oldest first. One that cannot be read holds up none of the others; it is returned. */
async function settleEach(deps: NightDeps, held: Held, times: NightTimes, refs: readonly RunRef[], settled: Settled[]): Promise<UserError | null> {
  let damaged: UserError | null = null;
  for (const ref of refs) {
    try {
      settled.push(await settleRun(deps, held, times, ref));
    } catch (error) {
      if (!(error instanceof UserError) || error instanceof LockLost || error.exitCode !== EXIT.data) throw error;
      damaged ??= error;
    }
  }
  return damaged;
}

function lockedBy({ id, record }: LockSeen, now: At): NonNullable<Ending['cause']> {
  const who = record === null ? 'somebody' : `${record.command} on ${record.host}, process ${record.pid}, last heard of ${Math.max(0, Math.round(now - record.heartbeatAt))} s ago,`;
  return { exitCode: EXIT.locked, why: `${who} holds the lock ${id}; nothing was done` };
}

/** One start under way; `ending` is what it has come to so far. */
class Start {
  ending: Ending;
  readonly #deps: NightDeps;
  readonly #request: NightRequest;

  constructor(deps: NightDeps, request: NightRequest, runId: string) {
    this.#deps = deps;
    this.#request = request;
    this.ending = {
      runId, account: request.account ?? '', startedAt: deps.clock.now(), cause: null, leases: [], live: null, boundUsd: 0, ends: [], receipts: new Map(),
      misses: new Map(), appThrottled: 0, next: null, calls: [],
    };
  }

  async run(): Promise<void> {
    const { state, process } = this.#deps;
    let held: Held | null = null;
    let paused = false;
    try {
      const taken = await state.lock.acquire({ ...process, night: this.#request.window.night, runId: this.ending.runId });
      if ('heldBy' in taken) return this.#tell({ cause: lockedBy(taken.heldBy, this.#deps.clock.now()) });
      held = taken;
      this.#deps.heard?.lock(this.ending.runId, this.#request.window.night);
      await this.#underLock(held);
    } catch (error) {
      if (error instanceof LeftInHurry) paused = error.paused;
      else this.#tell({ cause: error instanceof LockLost ? { exitCode: EXIT.locked, why: error.message } : causeOf(error) });
    }
    // Who goes on owes it from then on.
    if (paused) this.#tell({ cause: PAUSED, leases: [] });
    else if (held !== null) await this.#tellOwed(held);
    await held?.release();
  }

  /** Whatever happened: what is owed is what the journals say. Who has taken over owes it from then on. */
  async #tellOwed(held: Held): Promise<void> {
    try {
      this.#tell({ leases: (await this.#takenFrom(held)) ? [] : await openLeases(this.#deps, this.ending.leases) });
    } catch (error) {
      // They cannot be read any more: what was known before is told, and why.
      this.#tell({ cause: this.ending.cause ?? causeOf(error) });
    }
  }

  async #takenFrom({ id }: Held): Promise<boolean> {
    const now = await this.#deps.state.lock.inspect();
    return now !== null && now.held && now.id !== id;
  }

  async #underLock(held: Held): Promise<void> {
    const [deps, request] = [this.#deps, this.#request];
    const { window, times } = request;
    const caller = await callerOf(deps.aws, request.account);
    this.#tell({ account: caller.account });
    const refs = await deps.state.unsettled();
    const mine = await this.#resumable(refs);
    const settled: Settled[] = [];
    const damaged = await settleEach(deps, held, times, refs.filter((ref) => ref !== mine), settled);
    this.#owes(settled);
    if (damaged !== null) throw damaged;
    this.#tell({ misses: await missesBefore(deps, window.night) });
    const skewSeconds = request.skewSeconds?.() ?? null;
    if (mine !== null) {
      // By a wrong clock nothing is gone on with. What is owed is handed back by any.
      const ran = isSkewed(skewSeconds) ? null : await goOn(deps, held, request, mine, this.ending);
      if (ran !== null) return this.#ran(ran);
      this.#owes([await settleRun(deps, held, times, mine)]);
    }
    refuseSkew(skewSeconds);
    const now = deps.clock.now();
    if (now < window.opensAt) return this.#tell({ next: { what: 'the window opens', at: window.opensAt } });
    const tonight = await tonightSoFar(deps, window);
    if (tonight.complete || deps.signal.aborted) return;
    if (now >= window.closesAt) throw new UserError(EXIT.missed, [{ where: 'window', what: `of the night ${window.night} has closed` }]);
    const ran = await planAndRun(deps, held, request, caller, tonight, this.ending);
    if (ran !== null) this.#ran(ran);
  }

  /** Tonight's run, if it can be gone on with. One that cannot be read is left to the settling, which says why. */
  async #resumable(refs: readonly RunRef[]): Promise<RunRef | null> {
    const { state, process, clock, signal } = this.#deps;
    const last = refs[refs.length - 1];
    if (last === undefined || last.night !== this.#request.window.night || signal.aborted) return null;
    try {
      return isResumable(await state.peek(last), this.#request.window, process.version, clock.now()) ? last : null;
    } catch (error) {
      if (error instanceof UserError && error.exitCode === EXIT.data) return null;
      throw error;
    }
  }

  #owes(settled: readonly Settled[]): void {
    const leases: LeftLease[] = settled.flatMap(({ left }) => left);
    this.#tell({ leases: [...this.ending.leases, ...leases] });
  }

  #ran(ran: Ran): void {
    this.#tell({ ...ran, leases: [...this.ending.leases, ...ran.leases] });
  }

  #tell(change: Partial<Ending>): void {
    this.ending = { ...this.ending, ...change };
  }
}
