// What a live command needs of the machine it runs on; tests put others in its place.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import type { At } from '../../core/units.js';
import { openAws, type ClientOptions, type OpenAws } from '../../executor/clients.js';
import { wallClock, type Clock } from '../../executor/clock.js';
import type { ProcessFacts } from '../../executor/night-deps.js';
import type { Http } from '../../executor/notify/ping.js';
import { version } from '../package.js';
import { holdProcess, type ProcessDoor } from './process-door.js';

export interface LiveDoors {
  readonly openAws: (options: ClientOptions) => Promise<OpenAws>;
  readonly clock: Clock;
  /** What the machine's clock says, which may jump: the lock is judged by both. */
  readonly wall: () => At;
  /** Signals and broken pipes, from now on. */
  readonly hold: (heard: (signal: string, times: number) => void) => ProcessDoor;
  readonly chance: (bytes: number) => Uint8Array;
  readonly http: Http;
}

/** The machine itself. */
export function machineDoors(): LiveDoors {
  return { openAws, clock: wallClock(), wall: () => Date.now() / 1000, hold: holdProcess, chance: (bytes) => randomBytes(bytes), http: fetch };
}

/** Who does it, for the lock and the journal. @param command as typed, without secrets: flags hold none */
export async function processFacts(command: string): Promise<ProcessFacts> {
  return { pid: process.pid, host: hostname(), bootId: bootId(), who: userName(), command, version: await version() };
}

/** Tells a process of this boot from one of an earlier one with the same number; empty where the system does not say. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** In a container the number of the user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? '');
  }
}
