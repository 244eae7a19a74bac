// From the configuration to the doctor's findings.

import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Redactor } from '../../../core/telling/redact.js';
import { withSettings, DEFAULTS } from '../../../core/settings.js';
import { nightAt } from '../../../core/calendar.js';
import { DAY } from '../../../core/units.js';
import { openAws } from '../../../executor/clients.js';
import { wallClock } from '../../../executor/clock.js';
import { explained } from '../../../executor/explained.js';
import type { Check } from '../../../executor/doctor/check.js';
import { examine } from '../../../executor/doctor/doctor.js';
import { openState } from '../../../executor/state/open-state.js';
import { loadHistory } from '../../history/load.js';
import { version } from '../../package.js';
import type { LiveConfig } from '../live-config.js';
import { enginesOf, holderOf } from '../policy-files.js';

/** @param tries whether messages are sent and the lock is tried @throws UserError (78) for the configuration */
export async function doctor(config: LiveConfig, redactor: Redactor, tries: boolean): Promise<Check[]> {
  const { live, settings } = config;
  if (live.alerts.healthcheckUrl !== null) redactor.learn(live.alerts.healthcheckUrl);
  let skew: number | null = null;
  const open = await openAws({
    region: config.region, endpointsAllowed: live.endpointsAllowed, learn: (secret) => redactor.learn(secret), dated: (serverAt) => (skew = serverAt - Date.now() / 1000),
  });
  const aws = { ...explained(open, holderOf('doctor', live, open.region), null), region: open.region };
  try {
    const clock = wallClock();
    const account = live.account ?? '';
    const { window } = withSettings(DEFAULTS, settings);
    const applicant = { night: '', runId: 'doctor', host: hostname(), pid: process.pid, bootId: '', who: '', version: await version(), command: 'doctor' };
    // Without a pinned account state belongs to nobody yet.
    const state = account === '' ? null : openState(live.state, aws, { clock, owner: { account, region: aws.region }, clean: (text) => redactor.clean(text) });
    return await examine({
      aws, clock, http: fetch, live, region: aws.region, engines: enginesOf(live.policy), skewSeconds: () => skew, state, applicant, tries,
      lastCollected: async () => (live.history === null || !existsSync(live.history) ? null : (await loadHistory(live.history)).nights.at(-1) ?? null),
      nightBefore: nightAt(clock.now() - DAY, window).night,
    });
  } finally {
    open.close();
  }
}
