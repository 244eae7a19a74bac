// Flags of the commands that meet an account, without loading what they need.

import type { Flag } from '../command.js';
import { SETTINGS_FLAGS } from '../settings-flags.js';

export const CONFIG_FILE = 'hippolyte.yaml';

/** Flags of all commands that meet an account. What may be touched and what it may cost is said in the configuration only. */
export const LIVE_FLAGS: readonly Flag[] = [
  { name: 'config', kind: 'text', value: 'FILE', what: `configuration: ${CONFIG_FILE}` },
  { name: 'region', kind: 'text', value: 'REGION', what: 'AWS region; that of the configuration, or of your AWS profile, when left out' },
];

/** Flags of a plan: knobs beside those. */
export const PLAN_FLAGS: readonly Flag[] = [
  ...LIVE_FLAGS,
  ...SETTINGS_FLAGS.filter(({ name }) => ['window', 'zone', 'billing-rule', 'reserved-rcu', 'account-rcu-quota'].includes(name)),
  { name: 'prices', kind: 'text', value: 'FILE', what: 'JSON with your own prices (docs/prices.md)' },
];
