// The command line as typed, taken apart by yargs; and what yargs lets pass, refused.

import yargs from 'yargs';
import { EXIT, refuse } from '../core/errors.js';
import { didYouMean } from '../core/config/suggest.js';
import { Args } from './args.js';
import { COMMON_FLAGS, type Command } from './command.js';

/**
 * @param typed what follows the command's name
 * @throws UserError (usage) for unknown or repeated flags, missing values, positionals that are missing or too many
 */
export async function parse(typed: readonly string[], command: Command): Promise<Args> {
  const flags = [...command.flags, ...COMMON_FLAGS];
  refuseSwitches(typed, flags.filter(({ kind }) => kind === 'switch').map(({ name }) => name));
  const parsed = await yargs()
    .help(false).version(false).exitProcess(false).detectLocale(false).fail(false)
    .parserConfiguration({
      'boolean-negation': false, 'camel-case-expansion': false, 'dot-notation': false, 'duplicate-arguments-array': true,
      'parse-numbers': false, 'parse-positional-numbers': false, 'short-option-groups': false, 'strip-aliased': true,
    })
    .string(['_', ...flags.filter(({ kind }) => kind === 'text').map(({ name }) => name)])
    .boolean(flags.filter(({ kind }) => kind === 'switch').map(({ name }) => name))
    .parse([...typed]) as Record<string, unknown> & { _: (string | number)[] };
  const values = new Map<string, string>();
  const switches = new Set<string>();
  for (const [name, value] of Object.entries(parsed)) {
    if (name === '_' || name === '$0') continue;
    const flag = flags.find((candidate) => candidate.name === name);
    if (flag === undefined) refuse(EXIT.usage, dashed(name), `unknown flag${didYouMean(`--${name}`, flags.map((candidate) => `--${candidate.name}`), 0)}`);
    if (Array.isArray(value)) refuse(EXIT.usage, `--${name}`, 'is given more than once; keep one');
    if (flag.kind === 'switch') switches.add(name);
    else if (typeof value !== 'string' || value === '') refuse(EXIT.usage, `--${name}`, `needs a value: --${name} ${flag.value ?? 'VALUE'}`);
    else values.set(name, value);
  }
  const positionals = parsed._.map(String);
  if (positionals.length < command.positionals.length) {
    refuse(EXIT.usage, '', `${command.positionals[positionals.length]} is missing`);
  }
  const most = command.positionals.length + (command.optionals?.length ?? 0);
  if (positionals.length > most) {
    refuse(EXIT.usage, '', `"${positionals[most]}" is one argument too many; flags start with --`);
  }
  return new Args(positionals, values, switches);
}

/** `--json=false` reads like off, and would be on; a switch given twice is a slip of the hand: both are refused. */
function refuseSwitches(typed: readonly string[], switches: readonly string[]): void {
  const seen = new Set<string>();
  for (const word of typed) {
    if (word === '--') return;
    const [, name, value] = /^--([^=]+)(=.*)?$/.exec(word) ?? [];
    if (name === undefined || !switches.includes(name)) continue;
    if (value !== undefined) refuse(EXIT.usage, `--${name}`, 'takes no value: give it, or leave it out');
    if (seen.has(name)) refuse(EXIT.usage, `--${name}`, 'is given more than once; keep one');
    seen.add(name);
  }
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
