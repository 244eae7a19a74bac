// hippolyte doctor: whether a night would work, asked before it begins.

import type { Args } from '../args.js';
import type { Command } from '../command.js';
import { LIVE_FLAGS } from '../live/live-flags.js';
import type { Terminal } from '../terminal.js';

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'check credentials, permissions, clock, quotas, buckets, lock and alerts before the night; sends a test message',
  positionals: [],
  flags: [
    ...LIVE_FLAGS,
    { name: 'nagios', kind: 'switch', what: 'one line and exit codes 0 to 2 of a Nagios plugin; sends nothing, does not try the lock' },
    { name: 'silent', kind: 'switch', what: 'send no message and no ping, do not try the lock' },
    { name: 'json', kind: 'switch', what: 'print one JSON document instead of lines' },
  ],
  examples: [
    ['hippolyte doctor', 'everything, with a real message to the topic'],
    ['hippolyte doctor --nagios', 'for a monitor that asks every few minutes'],
  ],
  run,
};

async function run(args: Args, terminal: Terminal): Promise<number> {
  const { liveConfigOf } = await import('../live/live-config.js');
  const { doctor } = await import('../live/doctor/doctor.js');
  const { doctorCode, doctorText, nagiosCode, nagiosText } = await import('../live/doctor/text.js');
  const nagios = args.on('nagios');
  const checks = await doctor(await liveConfigOf(args), terminal.redactor, !nagios && !args.on('silent'));
  if (args.on('json')) terminal.out(`${JSON.stringify({ checks })}\n`);
  else terminal.out(nagios ? nagiosText(checks) : doctorText(checks));
  return nagios ? nagiosCode(checks) : doctorCode(checks);
}
