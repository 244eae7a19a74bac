// One real night on a loopback AWS, in accelerated time: the same code as `hippolyte run`, over sockets and through the SDK,
// by the policy that won the simulation; then its page of predicted against actual.

import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LIVE_DEFAULTS, withLive } from '../../core/config/live-settings.js';
import { livePolicyFault } from '../../core/config/live-policy.js';
import type { NightResult } from '../../core/telling/night-result.js';
import { findPolicy } from '../../core/policies/index.js';
import { rankRuns } from '../../core/results/ranking.js';
import { Redactor } from '../../core/telling/redact.js';
import { DEFAULTS, withSettings } from '../../core/settings.js';
import type { OutputDocument } from '../../core/results/summary.js';
import type { At, Bytes } from '../../core/units.js';
import { openAws, type OpenAws } from '../../executor/clients.js';
import { openAccount, type ServedAccount } from '../../fixtures/aws/account.js';
import { VirtualClock } from '../../fixtures/aws/virtual-clock.js';
import { composeQuietly } from '../live/plan.js';
import { machineDoors, type LiveDoors } from '../live/doors.js';
import type { LiveConfig } from '../live/live-config.js';
import { nightPage } from '../live/night-page.js';
import { runLive } from '../live/run.js';
import type { TonightMade } from '../live/tonight.js';
import { writeFileWhole } from '../write-file.js';
import { fillEstate } from './estate.js';

/** A window of an hour, so that something must be bought. */
const WINDOW = { opens: '00:00', closes: '01:00', zone: 'UTC' };
/** Of how long the loopback AWS takes for a change of capacity: an ordinary night. */
const SEED = 4;
const POLICY = 'headroom-first';

export interface DemoNight {
  readonly policy: string;
  /** Why it is not the one that won; empty where it is. */
  readonly why: string;
  readonly estate: { readonly tables: number; readonly bytes: Bytes };
  readonly made: TonightMade;
  readonly result: NightResult;
  readonly pagePath: string;
}

/**
 * Runs it into `outDir`: demo/ with state and backups, and night.html beside the report.
 * @param night YYYY-MM-DD, any
 * @throws UserError as runLive
 */
export async function demoNight(outDir: string, night: string, say: (line: string) => void): Promise<DemoNight> {
  const dir = join(outDir, 'demo');
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  const { policy, why } = await policyFor(outDir);
  const opensAt: At = Date.parse(`${night}T00:00:00Z`) / 1000;
  // Time jumps whenever nothing is under way, so that a busy machine makes the night no longer, only its demonstration.
  const clock = new VirtualClock(opensAt);
  const startedMs = performance.now();
  const account = await openAccount({ now: () => clock.now(), seed: SEED });
  const estate = fillEstate(account);
  const before = { ...process.env };
  try {
    pointTo(account);
    const config = configOf(account, dir, policy);
    const doors: LiveDoors = { ...machineDoors(), clock, wall: () => clock.now(), openAws: async (options) => busyAws(await openAws(options), clock) };
    let made: TonightMade | null = null;
    const told = { redactor: new Redactor(), say, progress: () => undefined, planned: (planned: TonightMade) => void (made = planned), logTail: () => '' };
    const door = doors.hold(() => undefined);
    const result = await runLive({ config, planPath: null, once: true, allowEmpty: false, prices: null, reportPath: null, command: 'demo' }, doors, told, door);
    door.close();
    if (made === null) throw new Error(`bug: the demonstration made no plan: ${result.cause?.why ?? result.verdict}`);
    const composed = await composeQuietly(config, doors, told.redactor, 'demo');
    const acceleration = (result.endedAt - result.startedAt) / ((performance.now() - startedMs) / 1000);
    const page = await nightPage(composed, { result, prices: null, acceleration });
    composed.close();
    const pagePath = join(outDir, 'night.html');
    if (page !== null) await writeFileWhole(pagePath, page);
    return { policy, why, estate, made, result, pagePath };
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    await account.aws.close();
  }
}

/** Calls take the machine's time, not the night's. */
function busyAws(aws: OpenAws, clock: VirtualClock): OpenAws {
  return { ...aws, call: (operation, input) => clock.busy(aws.call(operation, input)) };
}

/** The best run of the simulation in `outDir` whose policy may run live and copies by the embedded engine alone. */
async function policyFor(outDir: string): Promise<{ policy: string; why: string }> {
  const text = await readFile(join(outDir, 'run.json'), 'utf8').catch(() => null);
  if (text === null) return { policy: POLICY, why: 'no simulation was found beside it' };
  const ranked = rankRuns((JSON.parse(text) as OutputDocument).runs).map(({ policy }) => policy);
  const best = ranked.find((name) => livePolicyFault(name) === null && findPolicy(name).engine.name === 'scan') ?? POLICY;
  return { policy: best, why: best === ranked[0] ? '' : `the best of those above that copy by the embedded engine alone; ${ranked[0]} would use others, too` };
}

/** Nothing of this machine's own AWS is asked, whatever its environment says. */
function pointTo(account: ServedAccount): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, account.env);
}

function configOf(account: ServedAccount, dir: string, policy: string): LiveConfig {
  return {
    settings: withSettings(DEFAULTS, { window: WINDOW }), region: null, path: 'demo',
    live: withLive(LIVE_DEFAULTS, { account: account.sts.account, policy, state: join(dir, 'state'), destination: join(dir, 'backups'), budgetUsd: 5 }),
  };
}
