// hippolyte plan: what would happen tonight to each table of a live account, and what it costs. Changes nothing.

import { EXIT, refuse } from '../../core/errors.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import { PLAN_FLAGS } from '../live/live-flags.js';
import { inert, progressText, type Terminal } from '../terminal.js';

export const planCommand: Command = {
  name: 'plan',
  summary: 'say what tonight would do to each table of an account, priced, with the reasons; changes nothing',
  positionals: [],
  flags: [
    { name: 'out', kind: 'text', value: 'FILE', what: 'save the plan, for hippolyte run FILE' },
    { name: 'table', kind: 'text', value: 'NAME', what: 'tell why this table is planned so; write --table=-rf where it starts with a dash' },
    { name: 'json', kind: 'switch', what: 'print one JSON document' },
    { name: 'detailed-exitcode', kind: 'switch', what: 'exit with 2 when a table would be late, or the night could cost more than its budget' },
    { name: 'allow-empty', kind: 'switch', what: 'no table at all is no mistake' },
    ...PLAN_FLAGS,
  ],
  examples: [
    ['hippolyte plan', 'tonight, by hippolyte.yaml of this folder'],
    ['hippolyte plan --out plan.json && hippolyte run plan.json', 'look at it first; run does exactly that, or says what changed'],
    ['hippolyte plan --table orders', 'why this table has its capacity and its time'],
    ['hippolyte plan --detailed-exitcode --quiet > /dev/null', 'for a monitor by day: does tonight fit?'],
  ],
  run,
};

async function run(args: Args, terminal: Terminal): Promise<number> {
  const { planNow } = await import('../live/plan.js');
  const { machineDoors } = await import('../live/doors.js');
  const { planResult, reasonsOf } = await import('../live/plan-result.js');
  const { made } = await planNow(args, terminal.doors ?? machineDoors(), terminal.redactor, (doing, done, total) => terminal.progress(progressText(doing, done, total, 0)));
  const result = planResult(made);
  for (const warning of made.warnings) terminal.say(`warning: ${inert(warning)}`);
  const name = args.text('table');
  const reasons = name === undefined ? undefined : reasonsOf(made, name) ?? refuse(EXIT.data, '--table', `"${inert(name)}" is not in the plan${whyNot(name, result)}`);
  const out = args.text('out');
  if (out !== undefined) {
    const { savePlan } = await import('../live/save-plan.js');
    await savePlan(out, made.live);
    terminal.say(`saved: ${out}; hippolyte run ${out} carries it out until the window closes`);
  }
  if (args.on('json')) terminal.out(`${JSON.stringify(reasons === undefined ? result : { ...result, reasons })}\n`);
  else if (reasons !== undefined) terminal.out(`${[`${inert(name ?? '')} on ${result.night}, ${result.policy}`, ...reasons.map((reason) => `  ${reason}`)].join('\n')}\n`);
  else {
    const { planText } = await import('../live/plan-text.js');
    terminal.out(planText(result, terminal));
  }
  if (args.on('detailed-exitcode') && !result.fits) return EXIT.doesNotFit;
  return result.skipped.some(({ unexpected }) => unexpected) ? EXIT.partial : EXIT.ok;
}

function whyNot(name: string, { excluded, skipped }: { readonly excluded: readonly { table: string; why: string }[]; readonly skipped: readonly { table: string; why: string }[] }): string {
  const left = [...excluded, ...skipped].find(({ table }) => table === name);
  return left === undefined ? ': the account has no such table' : `: ${left.why}`;
}
