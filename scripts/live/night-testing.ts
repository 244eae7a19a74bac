// A live night in the process, for tests: a loopback account, a clock that jumps, state and backups in folders.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIVE_DEFAULTS, withLive, type LiveChange } from '../../core/config/live-settings.js';
import type { LivePlan } from '../../core/live/live-plan.js';
import type { NightResult } from '../../core/telling/night-result.js';
import { Redactor } from '../../core/telling/redact.js';
import { DEFAULTS } from '../../core/settings.js';
import { GIB, type At } from '../../core/units.js';
import { MUTATING, type Operation } from '../../executor/aws.js';
import type { OpenAws } from '../../executor/clients.js';
import { makeAccount, type LoopbackAccount } from '../../fixtures/aws/account.js';
import { loopbackTable } from '../../fixtures/aws/dynamodb.js';
import { inProcessAws, type Door, type DoorOptions } from '../../fixtures/aws/in-process.js';
import { VirtualClock, type VirtualClockOptions } from '../../fixtures/aws/virtual-clock.js';
import type { LiveDoors } from './doors.js';
import type { LiveConfig } from './live-config.js';
import { runLive, type RunAsked } from './run.js';

/** The window of 2026-06-10 opens, in UTC. */
export const OPENS_AT: At = Date.UTC(2026, 5, 10) / 1000;

export interface Stage {
  readonly account: LoopbackAccount;
  readonly clock: VirtualClock;
  readonly config: LiveConfig;
  readonly said: string[];
  /** What was planned, start by start. */
  readonly plans: LivePlan[];
  /** Pings that were sent: the last part of their address. */
  readonly pings: string[];
  /** The machine with its way to AWS; each call of this opens another one. */
  readonly doors: (options?: DoorOptions) => LiveDoors & { readonly door: Door };
  /** One start, to its end. */
  readonly start: (asked?: Partial<RunAsked>, options?: DoorOptions) => Promise<NightResult>;
  /** The same on a machine that `doors` made, or on another. */
  readonly startOn: (machine: LiveDoors, asked?: Partial<RunAsked>) => Promise<NightResult>;
}

let root: string | null = null;

/** A folder of its own, removed with all the others when the thread or the process ends. */
function passingFolder(): string {
  if (root === null) {
    const made = root = mkdtempSync(join(tmpdir(), 'hippolyte-night-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  }
  return mkdtempSync(join(root, 'stage-'));
}

/** Names and items of tables that are cheap to copy, with a size in the catalogue that makes the planner raise `orders`. */
export function makeStage(change: LiveChange = {}, startAt: At = OPENS_AT + 60, clockOptions: VirtualClockOptions = {}): Stage {
  const folder = passingFolder();
  const clock = new VirtualClock(startAt, clockOptions);
  const account = makeAccount({ now: () => clock.now() });
  fill(account);
  const said: string[] = [];
  const pings: string[] = [];
  const plans: LivePlan[] = [];
  const config: LiveConfig = {
    settings: DEFAULTS, region: null, path: 'hippolyte.yaml',
    live: withLive(LIVE_DEFAULTS, {
      account: account.sts.account, state: join(folder, 'state'), destination: join(folder, 'backups'), budgetUsd: 50,
      alerts: { healthcheckUrl: 'https://hc.example.com/ping-id' }, ...change,
    }),
  };
  const doors = (options: DoorOptions = {}): LiveDoors & { door: Door } => {
    const door = inProcessAws(account, { clock, ...options });
    const aws: OpenAws = { call: (operation, input) => door.call(operation, input), region: 'eu-west-1', close: () => undefined };
    let draws = 0;
    return {
      door, openAws: () => Promise.resolve(aws), clock, wall: () => clock.now(), chance: (bytes) => new Uint8Array(bytes).fill(++draws + Math.floor(clock.now()) % 31),
      hold: () => ({ stop: new AbortController().signal, hurry: new AbortController().signal, close: () => undefined }),
      http: (url) => {
        pings.push(new URL(url).pathname.replace('/ping-id', '') || '/');
        return Promise.resolve({ ok: true, status: 200 });
      },
    };
  };
  const startOn: Stage['startOn'] = (machine, asked = {}) => {
    const told = { redactor: new Redactor(), say: (line: string) => void said.push(line), progress: () => undefined, planned: (_made: unknown, live: LivePlan) => void plans.push(live), logTail: () => '' };
    const whole: RunAsked = { config, planPath: null, once: true, allowEmpty: false, prices: null, reportPath: null, command: 'run', ...asked };
    return runLive(whole, machine, told, machine.hold(() => undefined));
  };
  return { account, clock, config, said, plans, pings, doors, startOn, start: (asked, options) => startOn(doors(options), asked) };
}

function fill({ dynamo, scaling }: LoopbackAccount): void {
  dynamo.tables.set('orders', loopbackTable(300 * GIB, 40, 100));
  dynamo.tables.set('users', loopbackTable(4000, 20, 0));
  dynamo.tables.set('orders-staging', loopbackTable(2000, 10, 5));
  // Applications read nothing here: autoscaling has nowhere to go.
  scaling.scale('orders', 100, 4000, 70);
  for (const [name, items] of [['orders', 40], ['users', 20], ['orders-staging', 10]] as const) {
    const table = dynamo.tables.get(name);
    for (let i = 0; table !== undefined && i < items; i++) dynamo.data.itemsOf(table).put({ id: { S: `${name}-${i}` }, text: { S: 'x'.repeat(100) } });
  }
}

/** Calls that changed something, in order: operation, and what was sent. */
export function changes({ account }: Stage): { readonly call: Operation; readonly input: Readonly<Record<string, unknown>> }[] {
  return account.aws.calls.filter(({ action }) => MUTATING.has(action as Operation)).map(({ action, input }) => ({ call: action as Operation, input }));
}

/** Capacity of a table as DescribeTable tells it now. */
export async function rcuOf({ account }: Stage, name: string): Promise<number> {
  const { Table: table } = (await inProcessAws(account).call('dynamodb:DescribeTable', { TableName: name })) as { Table: { ProvisionedThroughput: { ReadCapacityUnits: number } } };
  return table.ProvisionedThroughput.ReadCapacityUnits;
}
