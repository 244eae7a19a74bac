// Help, as plain text made from the table of commands. It is shown without loading yargs, to be there at once.

import { COMMON_FLAGS, usageOf, type Command, type Flag } from './command.js';

const INTRO = 'hippolyte plans, prices, simulates and runs nightly DynamoDB backups';
const EXITS = 'exit codes: 0 done, 2 does not fit (--detailed-exitcode), 3 in part, 4 window missed,\n  5 capacity or autoscaling not handed back, 9 a backup is not what its manifest says, 11 another run holds the lock,\n  64 usage, 65 bad data, 69 AWS unreachable, 70 bug, 73 will not overwrite, 74 i/o, 75 try later,\n  76 no answer of AWS, 77 permission or credentials, 78 configuration';

/** What the program can do. */
export function helpOfAll(commands: readonly Command[]): string {
  return [
    INTRO, '',
    'usage: hippolyte COMMAND [flags]', '',
    ...rows(commands.map(({ name, summary }) => [name, summary])), '',
    ...rows([['--help', 'show help, also of a command: hippolyte simulate --help'], ['--version', 'show the version']]), '',
    EXITS, '',
  ].join('\n');
}

/** Examples first, then the flags. */
export function helpOf(command: Command): string {
  return [
    command.summary, '',
    'examples:', ...command.examples.flatMap(([line, what]) => [`  ${line}`, `      ${what}`]), '',
    `usage: ${usageOf(command)}`, '',
    ...rows([...command.flags, ...COMMON_FLAGS].map((flag) => [flagText(flag), flag.what])), '',
    `more: docs/commands/${command.name}.md`, '',
  ].join('\n');
}

function flagText({ name, kind, value }: Flag): string {
  return kind === 'switch' ? `--${name}` : `--${name} ${value ?? 'VALUE'}`;
}

function rows(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([left]) => left.length));
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
