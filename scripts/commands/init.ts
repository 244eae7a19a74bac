// hippolyte init: what a machine needs to back up every night, as files to look through.

import { resolve } from 'node:path';
import { EXIT } from '../../core/errors.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import type { Terminal } from '../terminal.js';

export const initCommand: Command = {
  name: 'init',
  summary: 'write a commented hippolyte.yaml, a crontab line, a systemd timer and IAM policies; asks nothing of AWS',
  positionals: [],
  flags: [
    { name: 'out', kind: 'text', value: 'DIR', what: 'folder to write into: the one you are in' },
    { name: 'account', kind: 'text', value: 'ID', what: 'the account that may be touched, 12 digits' },
    { name: 'region', kind: 'text', value: 'REGION', what: 'its region' },
    { name: 'destination', kind: 'text', value: 'PLACE', what: 'where backups go: s3://bucket/prefix, or a folder' },
    { name: 'state', kind: 'text', value: 'PLACE', what: 'where journals and the lock live: state' },
    { name: 'window', kind: 'text', value: '00:00-07:00', what: 'when backups may run, in local time; may cross midnight' },
    { name: 'zone', kind: 'text', value: 'ZONE', what: 'IANA time zone of the window, e.g. Europe/Warsaw' },
  ],
  examples: [
    ['hippolyte init', 'into this folder; then fill in what is null and look: hippolyte plan'],
    ['hippolyte init --out /etc/hippolyte --account 123456789012 --region eu-west-1 --window 22:00-05:00 --zone Europe/Warsaw', 'with what is known'],
  ],
  run,
};

async function run(args: Args, terminal: Terminal): Promise<number> {
  const { settingsOf } = await import('../settings-choice.js');
  const { init } = await import('../live/init/init.js');
  const { window } = await settingsOf(args);
  const known = {
    account: args.text('account') ?? null, region: args.text('region') ?? null, destination: args.text('destination') ?? null, state: args.text('state') ?? 'state', ...window,
  };
  const made = await init({ dir: args.text('out') ?? '.', known, program: [process.execPath, resolve(process.argv[1])], nowAt: Date.now() / 1000 });
  terminal.out(`${made.join('\n')}\n`);
  terminal.say('next: fill in what is null in hippolyte.yaml, then: hippolyte doctor; hippolyte plan');
  return EXIT.ok;
}
