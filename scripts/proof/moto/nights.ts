// A night over sockets in which time jumps while nothing is under way: moto answers at once, and has no time of its own.

import type { LiveChange } from '../../../core/config/live-settings.js';
import { LIVE_DEFAULTS, withLive } from '../../../core/config/live-settings.js';
import { DEFAULTS, withSettings } from '../../../core/settings.js';
import type { NightResult } from '../../../core/telling/night-result.js';
import { Redactor } from '../../../core/telling/redact.js';
import { MINUTE, type At } from '../../../core/units.js';
import { openAws } from '../../../executor/clients.js';
import type { SettleResult } from '../../../executor/run-night.js';
import { VirtualClock } from '../../../fixtures/aws/virtual-clock.js';
import { machineDoors, type LiveDoors } from '../../live/doors.js';
import type { LiveConfig } from '../../live/live-config.js';
import { runLive } from '../../live/run.js';
import { settleLive } from '../../live/settle.js';
import { ACCOUNT, TOPIC } from './made.js';

/** The window is open since a minute, for twenty more. */
export function windowAround(nowAt: At): { readonly opens: string; readonly closes: string; readonly zone: string } {
  const time = (at: At): string => new Date(at * 1000).toISOString().slice(11, 16);
  return { opens: time(nowAt - MINUTE), closes: time(nowAt + 20 * MINUTE), zone: 'UTC' };
}

/** The group `live` of a night: state and backups in buckets, heartbeats far apart. */
export function liveOf(change: LiveChange = {}): LiveChange {
  return {
    account: ACCOUNT, state: 's3://state-here/st', destination: 's3://backups/pre', budgetUsd: 50, alerts: { snsTopicArn: TOPIC, on: 'always' },
    emr: { toolsJar: 's3://backups/tools.jar' }, lock: { heartbeatSeconds: 300, expirySeconds: 1200 }, ...change,
  };
}

export interface MotoNight {
  /** What was said, so far. */
  readonly said: string[];
  run(): Promise<NightResult>;
  /** As run, killed when a call of that operation was carried out. Resolves then. */
  kill(operation: string): Promise<void>;
  settle(): Promise<SettleResult>;
  /** So much later that the lock of a killed start has expired. */
  later(): Promise<void>;
}

/** @param nowAt the time at which it is */
export function nightAt(nowAt: At, change: LiveChange = {}): MotoNight {
  const clock = new VirtualClock(nowAt);
  const said: string[] = [];
  const config: LiveConfig = {
    settings: withSettings(DEFAULTS, { window: windowAround(nowAt), scan: { launchSeconds: 1 } }), region: null, path: 'hippolyte.yaml', live: withLive(LIVE_DEFAULTS, liveOf(change)),
  };
  const doors = (after: (operation: string) => boolean): LiveDoors => ({
    ...machineDoors(), clock, wall: () => clock.now(),
    openAws: async (options) => {
      const aws = await openAws(options);
      let dead = false;
      return { ...aws, call: async (operation, input) => {
        if (dead) return new Promise<never>(() => undefined);
        const answer = await clock.busy(aws.call(operation, input));
        dead ||= after(operation);
        return dead ? new Promise<never>(() => undefined) : answer;
      } };
    },
  });
  const told = { redactor: new Redactor(), say: (line: string) => void said.push(line), progress: () => undefined, planned: () => undefined, logTail: () => '' };
  const door = { stop: new AbortController().signal, hurry: new AbortController().signal, close: () => undefined };
  const run = (after: (operation: string) => boolean): Promise<NightResult> => runLive({ config, planPath: null, once: true, allowEmpty: false, prices: null, reportPath: null, command: 'run' }, doors(after), told, door);
  return {
    said,
    run: () => run(() => false),
    kill: (operation) => new Promise((resolve, reject) => {
      run((done) => {
        if (done === operation) resolve();
        return done === operation;
      }).catch(reject);
    }),
    later: () => clock.sleepUntil(clock.now() + 2 * config.live.lock.expirySeconds),
    settle: () => settleLive(config, doors(() => false), told, door),
  };
}
