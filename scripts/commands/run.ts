// hippolyte run: tonight, for real. Hands back first what earlier runs owe; leaves at once when nothing is due.

import { EXIT, refuse } from '../../core/errors.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import { PLAN_FLAGS } from '../live/live-flags.js';
import { inert, progressText, type Terminal } from '../terminal.js';

export const runCommand: Command = {
  name: 'run',
  summary: 'back up tonight: hand back what is owed, plan, raise, copy, verify, hand back, tell; safe to start as often as you like',
  positionals: [],
  optionals: ['PLAN'],
  logs: true,
  flags: [
    { name: 'dry-run', kind: 'switch', what: 'print every call that would change something, in order, as JSON lines with what it can cost; send none' },
    { name: 'once', kind: 'switch', what: 'do not wait for the window to open: for cron, timers and Lambda' },
    { name: 'report', kind: 'text', value: 'FILE', what: 'write a page of predicted against actual when the night is over' },
    { name: 'json', kind: 'switch', what: 'print the result as one JSON document instead of text' },
    { name: 'allow-empty', kind: 'switch', what: 'a night without a table is no failure' },
    ...PLAN_FLAGS,
  ],
  examples: [
    ['hippolyte run', 'tonight, by hippolyte.yaml of this folder; waits until the window opens'],
    ['hippolyte run plan.json', 'what hippolyte plan --out plan.json saved, or a refusal that says what changed'],
    ['hippolyte run --once --quiet', 'from cron, every half hour: does what is due, and nothing when nothing is'],
    ['hippolyte run --dry-run', 'every call that tonight would make, and none of them made'],
  ],
  run,
};

async function run(args: Args, terminal: Terminal): Promise<number> {
  const { machineDoors } = await import('../live/doors.js');
  const doors = terminal.doors ?? machineDoors();
  const planPath = args.positionals[0] ?? null;
  const progress = (doing: string, done: number, total: number): void => terminal.progress(progressText(doing, done, total, 0));
  if (args.on('dry-run')) {
    if (args.text('report') !== undefined) refuse(EXIT.usage, '--report', 'a dry run has no night to report: leave out --report or --dry-run');
    const { planNow } = await import('../live/plan.js');
    const { dryRun } = await import('../live/dry-run/dry-run.js');
    const planned = await planNow(args, doors, terminal.redactor, progress);
    for (const warning of planned.made.warnings) terminal.say(`warning: ${inert(warning)}`);
    for (const line of await dryRun(planned, planPath, doors)) terminal.out(`${line}\n`);
    return EXIT.ok;
  }
  const { liveConfigOf } = await import('../live/live-config.js');
  const { pricesOf } = await import('../simulate-request.js');
  const { runLive } = await import('../live/run.js');
  const { nightLines } = await import('../live/night-lines.js');
  const { tellPlanned, tellResult } = await import('../live/run-text.js');
  const asked = { config: await liveConfigOf(args), planPath, once: args.on('once'), allowEmpty: args.on('allow-empty'), prices: await pricesOf(args), reportPath: args.text('report') ?? null, command: 'run' };
  const door = doors.hold((signal, times) => {
    terminal.say(times === 1 ? `${signal}: handing back before leaving; once more leaves at once, and the next start hands back` : `${signal}: leaving; what is owed is handed back by the next start`);
  });
  try {
    const result = await runLive(asked, doors, {
      redactor: terminal.redactor, say: (line) => terminal.say(inert(line)), progress, logTail: () => terminal.logTail(),
      planned: (made, live, runId) => tellPlanned(made, live, runId, terminal), heard: nightLines(terminal),
    }, door);
    tellResult(result, args.on('json'), terminal);
    return result.exitCode;
  } finally {
    door.close();
  }
}
