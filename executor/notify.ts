// What the outside is told of a night: people by SNS, a dead man's switch by pings, monitors by a file of metrics. It comes
// last, after everything is handed back and the verdict is durable; it takes 20 s at most and never throws.

import type { LiveSettings } from '../core/config/live-settings.js';
import type { NightResult } from '../core/telling/night-result.js';
import type { NoticeOptions } from '../core/telling/notice.js';
import type { Redactor } from '../core/telling/redact.js';
import { isOver, tellings } from '../core/telling/told.js';
import type { Seconds } from '../core/units.js';
import type { Aws } from './aws.js';
import type { Clock } from './clock.js';
import { writeMetrics } from './notify/metrics-file.js';
import { ping, type Http } from './notify/ping.js';
import { deliver } from './notify/publish.js';
import type { ToldStore } from './notify/told-store.js';
import { Patience } from './patience.js';

const DEADLINE_SECONDS: Seconds = 20;

export interface NotifyDeps {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly store: ToldStore;
  readonly redactor: Redactor;
  /** Node's fetch. */
  readonly http: Http;
  /** One line for people; what could not be told is told here. */
  readonly say: (line: string) => void;
}

export type NotifySettings = LiveSettings['alerts'] & NoticeOptions;

/** Before a night: the switch is told that it begins, and messages that were not delivered are sent. */
export async function tellStart(deps: NotifyDeps, settings: NotifySettings, runId: string): Promise<void> {
  await within(deps, [
    ['health check', (signal) => pinged(deps, settings, { what: 'start', runId, log: '' }, signal)],
    ['messages', () => publishing(deps, settings, null)],
  ]);
}

/** After a night. @param log the end of the log; secrets are taken out */
export async function tellEnd(deps: NotifyDeps, settings: NotifySettings, result: NightResult, log: string): Promise<void> {
  await within(deps, [
    ['messages', () => publishing(deps, settings, result)],
    // A night that goes on by itself has not ended: the switch waits for its end.
    ['health check', (signal) => (isOver(result) || result.exitCode === 0 ? pinged(deps, settings, { what: result.exitCode, runId: result.runId, log: deps.redactor.clean(log) }, signal) : Promise.resolve(null))],
    ['metrics', async () => {
      if (settings.metricsFile !== null) await deps.clock.busy(writeMetrics(settings.metricsFile, result));
      return null;
    }],
  ]);
}

type Part = readonly [what: string, tell: (signal: AbortSignal) => Promise<string | null>];

/** Carries all parts out at once; says what failed, and what took too long. */
async function within({ clock, say, redactor }: NotifyDeps, parts: readonly Part[]): Promise<void> {
  const stop = new AbortController();
  const patience = new Patience(clock, DEADLINE_SECONDS);
  await Promise.all(parts.map(async ([what, tell]) => {
    const told = tell(stop.signal).catch((error: unknown) => (error instanceof Error ? `${error.name}: ${error.message.split('\n')[0]}` : 'failed'));
    const why = await patience.with(told, `not done within ${DEADLINE_SECONDS} s`);
    if (why !== null) say(redactor.clean(`${what}: ${why}; tried again by the next start`));
  }));
  stop.abort();
}

function pinged({ http, clock }: NotifyDeps, { healthcheckUrl: url }: NotifySettings, wanted: { what: 'start' | number; runId: string; log: string }, signal: AbortSignal): Promise<string | null> {
  return url === null ? Promise.resolve(null) : ping(http, clock, { url, ...wanted }, signal);
}

async function publishing(deps: NotifyDeps, settings: NotifySettings, result: NightResult | null): Promise<string | null> {
  const { snsTopicArn: topicArn } = settings;
  if (topicArn === null) return null;
  const before = await deps.store.read();
  const fresh = result === null ? [] : tellings(result, before, settings.on, settings);
  const left = await deliver({ ...deps, topicArn }, fresh, before);
  return left.length === 0 ? null : `${left.length} not delivered (${left[0].refusal ?? 'given up'})`;
}
