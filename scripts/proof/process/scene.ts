// One test's account, state, time and programs. All of them are its own.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NightResult } from '../../../core/telling/night-result.js';
import type { At, Seconds } from '../../../core/units.js';
import { openDestination } from '../../../executor/archive/destination.js';
import { MUTATING, type Operation } from '../../../executor/aws.js';
import { wallClock } from '../../../executor/clock.js';
import { openAccount, type ServedAccount } from '../../../fixtures/aws/account.js';
import type { Call } from '../../../fixtures/aws/front.js';
import { LoopbackBucket } from '../../../fixtures/aws/s3/bucket.js';
import { backedUp, fillShort, owned } from '../short-night/estate.js';
import { startChild, startHost, type Child, type ChildSetting, type Ended, type LambdaHost } from './child.js';
import type { FullDisk } from './full-disk.js';
import { WorldTime } from './world-time.js';

export const NIGHT = '2026-06-10';
/** A minute after the window of that night has opened. */
export const STARTS_AT: At = Date.parse(`${NIGHT}T00:01:00Z`) / 1000;
/** A night of two minutes lasts some seconds. */
const FACTOR = 20;
/** Of how long the loopback AWS takes for a change: short ones. */
const SEED = 4;
/** Long enough that a machine which is busy does not lose it: a minute of its time. */
export const LOCK = { heartbeatSeconds: 60, expirySeconds: 1200 } as const;
/** Whoever has not renewed its lock for so long has lost it. */
export const PAST_LOCK: Seconds = LOCK.expirySeconds + 60;

export interface Program extends Child {
  /** Calls of this program that change something, as AWS has seen them. */
  readonly mutating: () => number;
  /** Resolves when AWS sees the n-th call of this program that `counts`, before it is carried out; null: it ended before. */
  readonly sends: (n: number, counts?: (call: Call) => boolean) => Promise<Call | null>;
}

export type Host = Program & LambdaHost;

export interface Scene {
  readonly account: ServedAccount;
  readonly time: WorldTime;
  readonly root: string;
  readonly start: (typed?: readonly string[], fileKib?: number) => Program;
  /** A process of Lambda with that configuration: a cold start at its first event. */
  readonly host: (config: string) => Host;
  readonly owned: () => object;
  readonly backups: () => Promise<Map<string, number | null>>;
  readonly fillDisk: (full: FullDisk | null) => void;
  readonly close: () => Promise<void>;
}

export function isMutating({ action }: Call): boolean {
  return MUTATING.has(action as Operation);
}

/**
 * @param state where journals and lock are: beside the configuration, or in a bucket of the account
 * @param factor seconds of its time in a second of the machine
 */
export async function makeScene(state: 'state' | 's3://my-bucket/state' = 'state', factor = FACTOR): Promise<Scene> {
  const root = mkdtempSync(join(tmpdir(), 'hippolyte-process-'));
  const time = new WorldTime(join(root, 'time.json'), STARTS_AT, factor);
  const account = await openAccount({ now: () => time.now(), seed: SEED });
  account.aws.tellsTime = true;
  account.s3.buckets.set('my-bucket', new LoopbackBucket({ versioning: 'Enabled' }));
  fillShort(account);
  const [config, fullDisk] = [join(root, 'hippolyte.yaml'), join(root, 'full.json')];
  writeFileSync(config, configText(account, state));
  const watchers = new Set<(call: Call) => void>();
  account.aws.onCall = (call) => {
    for (const watch of [...watchers]) watch(call);
  };
  let programs = 0;
  const follow = <C extends Child>(child: C, session: string): C & Program => {
    const isMine = (call: Call): boolean => call.session === session;
    return {
      ...child,
      mutating: () => account.aws.calls.filter((call) => isMine(call) && isMutating(call)).length,
      sends: (n, counts = isMutating) => new Promise((resolve) => {
        let seen = 0;
        const watch = (call: Call): void => {
          if (!isMine(call) || !counts(call) || ++seen < n) return;
          watchers.delete(watch);
          resolve(call);
        };
        watchers.add(watch);
        void child.ended.then(() => resolve(null));
      }),
    };
  };
  const setting = (session: string, more: Readonly<Record<string, string>> = {}): ChildSetting => (
    { env: { HOME: root, ...account.env, AWS_SESSION_TOKEN: session, ...more }, worldTime: time.file, fullDisk, fileKib: Infinity });
  const nextSession = (): string => `token-of-program-${++programs}`;
  return {
    account, time, root,
    start: (typed = ['run', '--once', '--json'], fileKib = Infinity) => {
      const session = nextSession();
      return follow(startChild([...typed, '--config', config], { ...setting(session), fileKib }), session);
    },
    host: (text) => {
      const session = nextSession();
      return follow(startHost(join(root, `${session}.yaml`), setting(session, { HIPPOLYTE_CONFIG: text })), session);
    },
    owned: () => owned(account),
    backups: () => backedUp(openDestination(join(root, 'backups'), { aws: { call: () => Promise.reject(new Error('backups are in a folder')) }, clock: wallClock(), account: null }), NIGHT),
    fillDisk: (full) => (full === null ? rmSync(fullDisk, { force: true }) : writeFileSync(fullDisk, JSON.stringify(full))),
    close: async () => {
      await account.aws.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function configText({ sts }: ServedAccount, state: string): string {
  return JSON.stringify({
    region: 'eu-west-1', window: { opens: '00:00', closes: '07:00', zone: 'UTC' }, scan: { launchSeconds: 1 },
    live: { account: sts.account, destination: 'backups', state, budgetUsd: 50, lock: LOCK },
  });
}

/** What `run --json` printed. */
export function resultOf({ out, err }: Ended): NightResult {
  if (out === '') throw new Error(`the program printed no result:\n${err}`);
  return JSON.parse(out) as NightResult;
}
