// What `init` makes: a commented configuration, what starts a night, and the IAM policies.

import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readWholeConfig } from '../../../core/config/config.js';
import { filledPolicy } from '../../../core/live/iam-policy.js';
import { localTime, nightAt } from '../../../core/calendar.js';
import { isS3 } from '../../../core/config/places.js';
import { HOUR, type At } from '../../../core/units.js';
import { packageRoot } from '../../package.js';
import { CONFIG_FILE } from '../live-flags.js';
import { configText, type Known } from './config-text.js';
import { collectServiceText, collectTimerText, crontabText, serviceText, timerText, type Started } from './starters.js';
import { SETUP_FOLDER, writeInit } from './write.js';

export interface InitRequest {
  readonly dir: string;
  readonly known: Known;
  /** Words that start the program, absolute. */
  readonly program: readonly string[];
  readonly nowAt: At;
}

/** Paths of the files, in the order in which they are told. @throws UserError: 73 for what is there already, 78 for values that cannot be */
export async function init({ dir, known, program, nowAt }: InitRequest): Promise<string[]> {
  const config = configText(known);
  readWholeConfig(config, CONFIG_FILE);
  const folder = resolve(dir);
  const started: Started = {
    program, config: join(folder, CONFIG_FILE), ...collecting(known, nowAt), window: `${known.opens} to ${known.closes} ${known.zone}`,
  };
  const files = new Map([
    [CONFIG_FILE, config],
    [join(SETUP_FOLDER, 'crontab'), crontabText(started)],
    [join(SETUP_FOLDER, 'hippolyte.service'), serviceText(started)],
    [join(SETUP_FOLDER, 'hippolyte.timer'), timerText(started)],
    [join(SETUP_FOLDER, 'hippolyte-collect.service'), collectServiceText(started)],
    [join(SETUP_FOLDER, 'hippolyte-collect.timer'), collectTimerText(started)],
  ]);
  const policies = join(packageRoot(), 'docs', 'iam');
  const bucketOf = (place: string | null): string | null => (place !== null && isS3(place) ? place.slice('s3://'.length).replace(/\/$/, '') : null);
  const places = { account: known.account, region: known.region, destination: bucketOf(known.destination), state: bucketOf(known.state), topicArn: null };
  for (const name of (await readdir(policies)).filter((one) => one.endsWith('.json')).sort()) {
    files.set(join(SETUP_FOLDER, 'iam', name), filledPolicy(await readFile(join(policies, name), 'utf8'), places));
  }
  await writeInit(folder, files);
  return [...files.keys()].map((path) => join(dir, path));
}

/** More than an hour before the window opens: where only one of both clocks is changed, it is still before. */
const COLLECTED_BEFORE = 1.25 * HOUR;

function collecting({ opens, closes, zone }: Known, nowAt: At): Pick<Started, 'collectAt' | 'collectOn'> {
  const at = nightAt(nowAt, { opens, closes, zone }).opensAt - COLLECTED_BEFORE;
  const here = new Date(at * 1000);
  return { collectAt: { hour: here.getHours(), minute: here.getMinutes() }, collectOn: `${localTime(at, zone).slice(-5)}:00 ${zone}` };
}
