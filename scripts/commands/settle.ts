// hippolyte settle: hands back what earlier runs owe, and nothing else.

import { EXIT } from '../../core/errors.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import { LIVE_FLAGS } from '../live/live-flags.js';
import { inert, type Terminal } from '../terminal.js';

export const settleCommand: Command = {
  name: 'settle',
  summary: 'hand back capacity and autoscaling that earlier runs still owe, and nothing else; safe to start at any time',
  positionals: [],
  logs: true,
  flags: [{ name: 'json', kind: 'switch', what: 'print one JSON document instead of lines' }, ...LIVE_FLAGS],
  examples: [
    ['hippolyte settle', 'after a crash, or when a message says that something is not handed back'],
    ['hippolyte settle --quiet', 'from cron on another machine: the healer of last resort'],
  ],
  run,
};

async function run(args: Args, terminal: Terminal): Promise<number> {
  const { liveConfigOf } = await import('../live/live-config.js');
  const { machineDoors } = await import('../live/doors.js');
  const { settleLive, settledText } = await import('../live/settle.js');
  const { nightLines } = await import('../live/night-lines.js');
  const config = await liveConfigOf(args);
  const doors = terminal.doors ?? machineDoors();
  const door = doors.hold((signal, times) => terminal.say(times === 1 ? `${signal}: this is handing back already; once more leaves at once` : `${signal}: leaving`));
  try {
    const result = await settleLive(config, doors, { redactor: terminal.redactor, say: (line) => terminal.say(inert(line)), heard: nightLines(terminal) }, door);
    terminal.event('verdict', { code: result.exitCode, verdict: result.exitCode === EXIT.ok ? 'success' : 'failed', ...(terminal.logs && result.cause !== null ? { msg: result.cause.why } : {}) });
    if (args.on('json')) terminal.out(`${JSON.stringify(result)}\n`);
    else if (result.settled.length > 0 || result.cause !== null) terminal.out(settledText(result));
    else terminal.say('nothing is owed');
    return result.exitCode;
  } finally {
    door.close();
  }
}
