// One plan in both worlds: made of an account, carried out in it by the live adapters, and by the simulated AWS.

import { LIVE_DEFAULTS, withLive } from '../../../core/config/live-settings.js';
import { ledgerOfJournal } from '../../../core/journal/journal-ledger.js';
import type { MemoryLedger } from '../../../core/ledger.js';
import type { LivePlan } from '../../../core/live/live-plan.js';
import type { Plan } from '../../../core/plan.js';
import type { NightResult } from '../../../core/telling/night-result.js';
import { Redactor } from '../../../core/telling/redact.js';
import { DEFAULTS, withSettings } from '../../../core/settings.js';
import { GIB, type At } from '../../../core/units.js';
import { makeAccount, type LoopbackAccount } from '../../../fixtures/aws/account.js';
import { inProcessAws } from '../../../fixtures/aws/in-process.js';
import { VirtualClock } from '../../../fixtures/aws/virtual-clock.js';
import type { LiveDoors } from '../../live/doors.js';
import { simulatedNight, surveyOfPlan } from '../../live/dry-run/simulated.js';
import type { LiveConfig } from '../../live/live-config.js';
import { composeQuietly } from '../../live/plan.js';
import { runLive } from '../../live/run.js';
import { BUCKET, calmDown, fillEstate, type TableSketch } from './estate.js';

/** The window of 2026-06-10 opens, in UTC. */
const OPENS_AT: At = Date.UTC(2026, 5, 10) / 1000;

export interface WorldsAsked {
  readonly tables: readonly TableSketch[];
  readonly policy: string;
  /** When the window closes; it opens at midnight. */
  readonly closes: string;
  /** Makes the worlds differ, to see it found: changes the account before the night, or the plan that the simulated world is given. */
  readonly upset?: (account: LoopbackAccount) => void;
  readonly otherwise?: (plan: Plan) => Plan;
}

export interface Worlds {
  readonly live: LivePlan;
  readonly result: NightResult;
  readonly simulated: MemoryLedger;
  readonly lived: MemoryLedger;
}

/** Runs both. @throws Error where the live night made no journal */
export async function bothWorlds({ tables, policy, closes, upset, otherwise = (plan) => plan }: WorldsAsked): Promise<Worlds> {
  const clock = new VirtualClock(OPENS_AT);
  const account = makeAccount({ now: () => clock.now() });
  const config: LiveConfig = {
    settings: withSettings(DEFAULTS, { window: { opens: '00:00', closes, zone: 'UTC' }, scan: { pageBytes: GIB } }), region: null, path: 'worlds',
    live: withLive(LIVE_DEFAULTS, {
      account: account.sts.account, policy, state: `s3://${BUCKET}/state`, destination: `s3://${BUCKET}/backups`, budgetUsd: 1000,
      emr: { toolsJar: `s3://${BUCKET}/tools.jar` }, dataPipeline: { pool: 0 },
    }),
  };
  fillEstate(account, tables);
  calmDown(account, config.settings);
  upset?.(account);
  const doors = doorsOf(account, clock);
  // Between the survey and the plan files are read: that takes the machine's time, and none of the night's.
  let planned: () => void = () => undefined;
  const progress = (doing: string): void => {
    if (doing === 'reading the history') void clock.busy(new Promise<void>((resolve) => void (planned = resolve)));
  };
  const told = { redactor: new Redactor(), say: () => undefined, progress, planned: () => planned(), logTail: () => '' };
  const asked = { config, planPath: null, once: true, allowEmpty: false, prices: null, reportPath: null, command: 'worlds' };
  const result = await runLive(asked, doors, told, doors.hold(() => undefined)).finally(() => planned());
  const composed = await composeQuietly(config, doors, told.redactor, 'worlds');
  const [ref] = await composed.state.runs(result.night);
  if (ref === undefined) throw new Error(`no journal: ${result.cause?.why ?? result.verdict}`);
  const records = await composed.state.records(ref);
  composed.close();
  const [first] = records;
  if (first?.kind !== 'opened') throw new Error('a journal begins with its plan');
  const { live } = first.head;
  return { live, result, simulated: simulatedNight(otherwise(live.plan), surveyOfPlan(live), live.settings), lived: ledgerOfJournal(records, live.tables) };
}

function doorsOf(account: LoopbackAccount, clock: VirtualClock): LiveDoors {
  const door = inProcessAws(account, { clock });
  let draws = 0;
  return {
    openAws: () => Promise.resolve({ call: (operation, input) => door.call(operation, input), region: 'eu-west-1', close: () => undefined }),
    clock, wall: () => clock.now(), chance: (bytes) => new Uint8Array(bytes).fill(++draws),
    hold: () => ({ stop: new AbortController().signal, hurry: new AbortController().signal, close: () => undefined }),
    http: () => Promise.resolve({ ok: true, status: 200 }),
  };
}
