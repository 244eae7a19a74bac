// The configuration of a command that meets an account: hippolyte.yaml of the folder one is in, or the one that is named.

import { dirname, resolve } from 'node:path';
import { readWholeConfig } from '../../core/config/config.js';
import { LIVE_DEFAULTS, withLive, type LiveSettings } from '../../core/config/live-settings.js';
import { isS3 } from '../../core/config/places.js';
import type { Settings } from '../../core/settings.js';
import type { Args } from '../args.js';
import { readUserFile } from '../config/read-file.js';
import { settingsAbove } from '../settings-choice.js';
import { CONFIG_FILE } from './live-flags.js';

export interface LiveConfig {
  readonly settings: Settings;
  /** Folders are absolute. */
  readonly live: LiveSettings;
  /** null: what the SDK's own chain says. */
  readonly region: string | null;
  /** The file, for messages. */
  readonly path: string;
}

/** @throws UserError (78) with every mistake and its place */
export async function liveConfigOf(args: Args): Promise<LiveConfig> {
  const path = args.text('config') ?? CONFIG_FILE;
  const mend = args.text('config') === undefined ? 'run hippolyte init, or name one with --config' : 'check the path, or run hippolyte init';
  const { settings: change, live } = readWholeConfig(await readUserFile(path, 'config', mend), path);
  const folder = dirname(resolve(path));
  // From cron the folder one is in is nobody's choice: folders are taken from where the configuration is.
  const place = (text: string): string => (isS3(text) ? text.replace(/\/$/, '') : resolve(folder, text));
  const placeOrNull = (text: string | null): string | null => (text === null ? null : place(text));
  const whole = withLive(LIVE_DEFAULTS, live);
  return {
    ...settingsAbove(change, args), path,
    live: {
      ...whole, state: place(whole.state), destination: placeOrNull(whole.destination), history: placeOrNull(whole.history),
      alerts: { ...whole.alerts, metricsFile: placeOrNull(whole.alerts.metricsFile) },
    },
  };
}
