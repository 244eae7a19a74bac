// Who is told of a night, and when: only nights that were begun, or that were stopped before. A start at which nothing was due
// tells nobody: it would make a dead man's switch believe that a night went well.

import { EXIT } from '../../core/errors.js';
import type { NightResult } from '../../core/telling/night-result.js';
import type { Redactor } from '../../core/telling/redact.js';
import { isS3, readS3 } from '../../core/config/places.js';
import { tellEnd, tellStart, type NotifyDeps, type NotifySettings } from '../../executor/notify.js';
import { toldInBucket, toldInFolder, type ToldStore } from '../../executor/notify/told-store.js';
import type { Composed } from './compose.js';
import type { LiveDoors } from './doors.js';
import type { LiveConfig } from './live-config.js';

/** Part of this package's documentation. */
const RUNBOOK = 'docs/runbook.md';

interface Teller {
  readonly redactor: Redactor;
  say(line: string): void;
  logTail(): string;
}

export class Telling {
  readonly #deps: NotifyDeps;
  readonly #settings: NotifySettings;
  readonly #told: Teller;
  readonly #runId: () => string;

  constructor({ aws, deps, runId }: Composed, { live }: LiveConfig, doors: LiveDoors, told: Teller) {
    this.#deps = { aws, clock: deps.clock, store: storeOf(live.state, aws, deps.clock, live.account ?? ''), redactor: told.redactor, http: doors.http, say: (line) => told.say(line) };
    this.#settings = { ...live.alerts, label: null, runbook: RUNBOOK, report: null };
    this.#told = told;
    this.#runId = runId;
  }

  /** A night begins: planned, and nothing touched yet. */
  async start(): Promise<void> {
    await tellStart(this.#deps, this.#settings, this.#runId());
  }

  async end(result: NightResult): Promise<void> {
    if (isWorthTelling(result)) await tellEnd(this.#deps, this.#settings, result, this.#told.logTail());
  }
}

/** Something ran, was stopped, or is owed; a start that met another one, or leaves the night to the next, is none of these. */
export function isWorthTelling({ exitCode, planDigest, cause, openLeases }: Pick<NightResult, 'exitCode' | 'planDigest' | 'cause' | 'openLeases'>): boolean {
  return exitCode !== EXIT.locked && exitCode !== EXIT.paused && (planDigest !== '' || cause !== null || openLeases.length > 0);
}

function storeOf(state: string, aws: NotifyDeps['aws'], clock: NotifyDeps['clock'], account: string): ToldStore {
  const place = isS3(state) ? readS3(state) : null;
  return place === null || typeof place === 'string' ? toldInFolder(state, clock) : toldInBucket(aws, place.bucket, place.prefix, account);
}
