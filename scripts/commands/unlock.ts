// hippolyte unlock: frees the lock of a run that cannot do it itself.

import { EXIT } from '../../core/errors.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import { LIVE_FLAGS } from '../live/live-flags.js';
import type { Terminal } from '../terminal.js';

export const unlockCommand: Command = {
  name: 'unlock',
  summary: 'free the lock of a run that is gone, by its id; says what it breaks',
  positionals: [],
  flags: [
    { name: 'id', kind: 'text', value: 'ID', what: 'id of the lock, as hippolyte status shows it' },
    { name: 'json', kind: 'switch', what: 'print the broken lock as one JSON document' },
    ...LIVE_FLAGS,
  ],
  examples: [['hippolyte unlock --id 0f8c…', 'a lock expires by itself a minute after its holder fell silent: seldom needed']],
  run,
};

async function run(args: Args, terminal: Terminal): Promise<number> {
  const id = args.required('id', '0b7f1c1e-…; hippolyte status shows it');
  const { liveConfigOf } = await import('../live/live-config.js');
  const { machineDoors } = await import('../live/doors.js');
  const { composeQuietly } = await import('../live/plan.js');
  const { lockText } = await import('../live/status-text.js');
  const doors = terminal.doors ?? machineDoors();
  const composed = await composeQuietly(await liveConfigOf(args), doors, terminal.redactor, 'unlock');
  try {
    const seen = await composed.state.lock.inspect();
    if (seen !== null) terminal.say(lockText(seen, doors.clock.now()));
    const broken = await composed.state.lock.breakLock(id);
    terminal.out(args.on('json') ? `${JSON.stringify(broken)}\n` : `broken: ${lockText(broken, doors.clock.now())}\n`);
    terminal.say('a run that still lives makes no more changes; the next start hands back what it owes: hippolyte settle');
    return EXIT.ok;
  } finally {
    composed.close();
  }
}
