// hippolyte status: leases, lock, what runs, what is next due.

import { EXIT } from '../../core/errors.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import { LIVE_FLAGS } from '../live/live-flags.js';
import type { Terminal } from '../terminal.js';

export const statusCommand: Command = {
  name: 'status',
  summary: 'say what is owed, who holds the lock, what runs and what is next, from the journals; changes nothing',
  positionals: [],
  flags: [{ name: 'json', kind: 'switch', what: 'print one JSON document instead of lines' }, ...LIVE_FLAGS],
  examples: [
    ['hippolyte status', 'by hippolyte.yaml of this folder'],
    ['hippolyte status --json', 'for a monitor; exit code 5 where something is owed and nobody is at it'],
  ],
  run,
};

async function run(args: Args, terminal: Terminal): Promise<number> {
  const { liveConfigOf } = await import('../live/live-config.js');
  const { machineDoors } = await import('../live/doors.js');
  const { composeQuietly } = await import('../live/plan.js');
  const { statusOf } = await import('../live/status.js');
  const { statusText } = await import('../live/status-text.js');
  const config = await liveConfigOf(args);
  const doors = terminal.doors ?? machineDoors();
  const composed = await composeQuietly(config, doors, terminal.redactor, 'status');
  try {
    const status = await statusOf(composed.state, config, doors.clock.now());
    terminal.out(args.on('json') ? `${JSON.stringify(status)}\n` : statusText(status));
    const owed = status.runs.some((one) => one.owed.length > 0) && status.lock?.held !== true;
    if (owed) return EXIT.unhealed;
    return status.runs.some(({ damage }) => damage !== null) ? EXIT.data : EXIT.ok;
  } finally {
    composed.close();
  }
}
