// What `run` does: waits for the window where it may, runs the night, and tells whoever is to be told.

import { nightAt } from '../../core/calendar.js';
import { EXIT } from '../../core/errors.js';
import type { LivePlan } from '../../core/live/live-plan.js';
import type { NightResult } from '../../core/telling/night-result.js';
import type { PriceBook } from '../../core/money/prices.js';
import type { Redactor } from '../../core/telling/redact.js';
import type { Heard } from '../../executor/night-deps.js';
import type { NightRequest, Planned } from '../../executor/night-request.js';
import { runNight } from '../../executor/run-night.js';
import { compose, usdPerRcuHour, type Composed } from './compose.js';
import type { LiveDoors } from './doors.js';
import { writeFileWhole } from '../write-file.js';
import type { LiveConfig } from './live-config.js';
import { nightPage } from './night-page.js';
import type { ProcessDoor } from './process-door.js';
import { refuseEngines, refuseUnready } from './ready.js';
import { receiptOf } from './receipt.js';
import { readSavedPlan, savedPlan } from './saved-plan.js';
import { Telling } from './telling.js';
import { makeTonight, type TonightMade } from './tonight.js';

export interface RunAsked {
  readonly config: LiveConfig;
  /** A saved plan; null: what is planned when the window opens. */
  readonly planPath: string | null;
  /** Does not wait for the window. */
  readonly once: boolean;
  readonly allowEmpty: boolean;
  readonly prices: PriceBook | null;
  /** Where the page of predicted against actual goes; null: nowhere. */
  readonly reportPath: string | null;
  readonly command: string;
}

export interface RunTold {
  readonly redactor: Redactor;
  say(line: string): void;
  progress(doing: string, done: number, total: number): void;
  planned(made: TonightMade, live: LivePlan, runId: string): void;
  /** Hears the night as it happens. */
  readonly heard?: Heard | undefined;
  /** The end of the log. */
  logTail(): string;
}

/** One start, or, where it may wait, the start of tonight. @throws UserError (65, 78) for what is wrong before anything is asked */
export async function runLive(asked: RunAsked, doors: LiveDoors, told: RunTold, door: ProcessDoor): Promise<NightResult> {
  const { config } = asked;
  refuseUnready(config);
  const saved = asked.planPath === null ? null : await readSavedPlan(asked.planPath, doors.clock.now());
  const composed = await compose(config, { doors, command: asked.command, redactor: told.redactor, say: (line) => told.say(line), heard: told.heard, stop: door.stop, hurry: door.hurry });
  const telling = new Telling(composed, config, doors, told);
  try {
    for (;;) {
      const result = await runNight(composed.deps, requestOf(asked, saved, composed, told, telling));
      const { next } = result;
      if (asked.once || result.exitCode !== EXIT.ok || next === null || next.at !== result.opensAt || door.stop.aborted) {
        await telling.end(result);
        await report(asked, composed, result, told);
        return result;
      }
      told.say(`waiting: ${next.what} at ${new Date(next.at * 1000).toISOString()}`);
      await doors.clock.sleepUntil(next.at, door.stop);
    }
  } finally {
    composed.close();
  }
}

/** After everything else: a page that cannot be drawn changes nothing about the night. */
async function report({ reportPath, prices }: RunAsked, composed: Composed, result: NightResult, told: RunTold): Promise<void> {
  if (reportPath === null || result.planDigest === '') return;
  try {
    const page = await nightPage(composed, { result, prices, acceleration: 1 });
    if (page !== null) await writeFileWhole(reportPath, page);
  } catch (error) {
    told.say(`the report was not written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function requestOf(asked: RunAsked, saved: LivePlan | null, composed: Composed, told: RunTold, telling: Telling): NightRequest {
  const { config, allowEmpty } = asked;
  const { settings, live } = config;
  const { aws, deps, destination, times, skewSeconds } = composed;
  return {
    window: nightAt(deps.clock.now(), settings.window), zone: settings.window.zone, region: aws.region, account: live.account, times, allowEmpty,
    usdPerRcuHour: usdPerRcuHour(aws.region, asked.prices), skewSeconds, receipt: receiptOf(destination, settings.control.attemptsMax),
    plan: async (done) => {
      const planned = await plan(asked, saved, composed, told, done);
      await telling.start();
      return planned;
    },
  };
}

/** Surveys, plans, and takes the saved plan instead where there is one and nothing of tonight is done yet. */
async function plan(asked: RunAsked, saved: LivePlan | null, { aws, deps, times, runId }: Composed, told: RunTold, done: ReadonlyMap<string, string>): Promise<Planned> {
  const { config, allowEmpty, prices, planPath } = asked;
  const nowAt = deps.clock.now();
  const made = await makeTonight(aws, { config, nowAt, prices, allowEmpty, done, owed: [] }, (...progress) => told.progress(...progress));
  let planned: Planned = { live: made.live, boundUsd: made.made.ceiling.usd };
  if (saved !== null && done.size === 0) planned = savedPlan(saved, planPath ?? '', made, nowAt, times.graceSeconds);
  else if (saved !== null) told.say(`${planPath ?? ''} has been carried out in part: what is left of tonight is planned anew`);
  refuseEngines(planned.live.plan, config);
  told.planned(made, planned.live, runId());
  return planned;
}
