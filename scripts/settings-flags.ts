// Flags of all commands that plan: each sets a knob of the settings. What they may be is checked in settings-choice.ts.

import type { Flag } from './command.js';

/** Flags that set a knob of the settings. */
export const SETTINGS_FLAGS: readonly Flag[] = [
  { name: 'config', kind: 'text', value: 'FILE', what: 'YAML or JSON with any of the settings (docs/commands/simulate.md)' },
  { name: 'window', kind: 'text', value: '00:00-07:00', what: 'when backups may run, in local time; may cross midnight' },
  { name: 'zone', kind: 'text', value: 'ZONE', what: 'IANA time zone of the window, e.g. Europe/Warsaw' },
  { name: 'region', kind: 'text', value: 'REGION', what: 'AWS region whose prices apply' },
  { name: 'seed', kind: 'text', value: 'N', what: 'seed of delays, refusals and failures' },
  { name: 'billing-rule', kind: 'text', value: 'RULE', what: 'how changing capacity is billed: max-in-clock-hour, prorated or sampled' },
  { name: 'reserved-rcu', kind: 'text', value: 'N', what: 'reserved read capacity of the account in the region' },
  { name: 'retention-nights', kind: 'text', value: 'N', what: 'nights that a backup is kept; 0: storage is not counted' },
  { name: 'account-rcu-quota', kind: 'text', value: 'N', what: 'quota of read capacity of the account in the region' },
];
