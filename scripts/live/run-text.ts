// What `run` prints: the plan in two lines when it begins, and how the night ended.

import { EXIT } from '../../core/errors.js';
import { livePlanDigest, type LivePlan } from '../../core/live/live-plan.js';
import type { NightResult } from '../../core/telling/night-result.js';
import { noticeOf } from '../../core/telling/notice.js';
import { inert, type Terminal } from '../terminal.js';
import { costLine, totalLine } from './plan-text.js';
import { planResult } from './plan-result.js';
import type { TonightMade } from './tonight.js';

/** Told before anything is touched. */
export function tellPlanned(made: TonightMade, live: LivePlan, runId: string, terminal: Terminal): void {
  for (const warning of made.warnings) terminal.say(`warning: ${inert(warning)}`);
  const digest = livePlanDigest(live);
  terminal.event('planned', { runId, night: live.plan.night, digest, msg: `plan ${digest.slice(0, 12)} by ${live.plan.policy} for the night ${live.plan.night}` });
  const result = planResult(made);
  // A saved plan was looked at when it was saved.
  if (digest === result.digest) for (const line of [totalLine(result), costLine(result)]) terminal.say(line);
}

/** The result on stdout; the verdict also in the log. Of a start that met another run there is nothing to tell but a line. */
export function tellResult(result: NightResult, json: boolean, terminal: Terminal): void {
  const { runId, night, verdict, exitCode, cause, next, planDigest, openLeases } = result;
  // People read why below.
  terminal.event('verdict', { runId, night, verdict, code: exitCode, ...(terminal.logs && cause !== null ? { msg: cause.why } : {}) });
  if (json) return terminal.out(`${JSON.stringify(result)}\n`);
  if (exitCode === EXIT.locked || exitCode === EXIT.paused) return terminal.logs ? undefined : terminal.say(cause?.why ?? '');
  if (planDigest === '' && cause === null && openLeases.length === 0) {
    return terminal.say(next === null ? `nothing is due: the night ${night} is done` : `nothing is due: ${next.what} at ${new Date(next.at * 1000).toISOString()}`);
  }
  terminal.out(noticeOf(result, { label: null, runbook: 'docs/runbook.md', report: null }).body);
}
