// The program behind the command line, as a function: arguments and streams in, exit code out.

import { EXIT, UserError } from '../core/errors.js';
import { Redactor } from '../core/telling/redact.js';
import { didYouMean } from '../core/config/suggest.js';
import { usageOf, type Command } from './command.js';
import { COMMANDS } from './commands/index.js';
import { helpOf, helpOfAll } from './help.js';
import { NightLog } from './night-log.js';
import { inert, openTerminal, type Streams, type Terminal } from './terminal.js';
import { version } from './package.js';

/** Runs one command line (without `node` and the script). Never throws; every failure is a code and lines on stderr. */
export async function main(typed: readonly string[], streams: Streams): Promise<number> {
  const name = typed[0] ?? '';
  const command = COMMANDS.find((candidate) => candidate.name === name);
  const redactor = new Redactor();
  redactor.learnEnvironment(streams.env);
  const log = command?.logs === true && streams.stderr.isTTY !== true ? new NightLog(streams.stderr, streams.now ?? (() => Date.now() / 1000), redactor) : null;
  const terminal = openTerminal(streams, { quiet: typed.includes('--quiet'), log, redactor });
  const fail = (lines: string): void => {
    terminal.clear();
    if (log === null) streams.stderr.write(`${redactor.clean(lines)}\n`);
    else for (const msg of lines.split('\n')) log.event('error', { msg });
  };
  log?.event('start', { version: await version(), msg: name });
  const code = await carryOut(typed, command, { terminal, streams, fail });
  log?.exit(code);
  return code;
}

interface Doors {
  readonly terminal: Terminal;
  readonly streams: Streams;
  readonly fail: (lines: string) => void;
}

async function carryOut(typed: readonly string[], command: Command | undefined, { terminal, streams, fail }: Doors): Promise<number> {
  const name = typed[0] ?? '';
  try {
    if (name === '--version') return show(terminal, `${await version()}\n`);
    if (name === '--help' || name === '-h' || (name === 'help' && typed.length === 1)) return show(terminal, helpOfAll(COMMANDS));
    if (name === 'help') return await main([typed[1], '--help'], streams);
    if (command === undefined) return refuseCommand(name, fail);
    if (asksForHelp(typed)) return show(terminal, helpOf(command));
    const { parse } = await import('./parse.js');
    return await command.run(await parse(typed.slice(1), command), terminal);
  } catch (error) {
    return report(error, command, typed.includes('--debug'), fail);
  } finally {
    terminal.clear();
  }
}

function show(terminal: Terminal, text: string): number {
  terminal.out(text);
  return EXIT.ok;
}

function asksForHelp(typed: readonly string[]): boolean {
  const end = typed.indexOf('--');
  return (end === -1 ? typed : typed.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

function refuseCommand(name: string, fail: (lines: string) => void): number {
  if (name === '') fail(helpOfAll(COMMANDS).trimEnd());
  else if (name.startsWith('-')) fail(`${inert(name)}: a command must come first\nusage: hippolyte COMMAND [flags]; see hippolyte --help`);
  else fail(`unknown command ${inert(name)}${didYouMean(name, COMMANDS.map((command) => command.name))}\nusage: hippolyte COMMAND [flags]; see hippolyte --help`);
  return EXIT.usage;
}

function report(error: unknown, command: Command | undefined, debug: boolean, fail: (lines: string) => void): number {
  const stack = debug && error instanceof Error ? `\n${error.stack ?? ''}` : '';
  if (error instanceof UserError) {
    const usage = error.exitCode === EXIT.usage && command !== undefined ? `\nusage: ${usageOf(command)}; see hippolyte ${command.name} --help` : '';
    fail(error.message.split('\n').map(inert).join('\n') + usage + stack);
    return error.exitCode;
  }
  const code = systemCode(error);
  if (code !== null) {
    fail(`${inert(error instanceof Error ? error.message : String(error))}: check the path, its permissions and the space on the disk${stack}`);
    return EXIT.io;
  }
  const first = String(error instanceof Error ? error.message : error).split('\n')[0];
  fail(`${inert(first.startsWith('bug: ') ? first : `bug: ${first}`)}; please report it with the output of --debug${stack}`);
  return EXIT.bug;
}

/** ENOENT, EACCES, ENOSPC, ...: what the operating system refused. Codes of Node itself start with ERR_. */
function systemCode(error: unknown): string | null {
  const code = (error as { code?: unknown; syscall?: unknown } | null)?.code;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) && 'syscall' in (error as object) ? code : null;
}
