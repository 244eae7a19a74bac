// hippolyte policies: what exists, one line each, with its source.

import { EXIT } from '../../core/errors.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import type { Terminal } from '../terminal.js';

export const policiesCommand: Command = {
  name: 'policies',
  summary: 'list the policies and the rules they are made of, with their sources',
  positionals: [],
  flags: [{ name: 'json', kind: 'switch', what: 'print one JSON document' }],
  examples: [['hippolyte policies', 'one line each']],
  run,
};

interface Listed {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
}

async function run(args: Args, terminal: Terminal): Promise<number> {
  const { ENGINE_CHOICES, PACKS, POLICIES, SCALES, TIMINGS } = await import('../../core/policies/index.js');
  const parts: [string, string, readonly Listed[]][] = [
    ['engines', '--engine', ENGINE_CHOICES], ['packs', '--pack', PACKS], ['scales', '--scale', SCALES], ['timings', '--timing', TIMINGS],
  ];
  if (args.on('json')) {
    const policies = POLICIES.map((policy) => ({
      ...listed(policy), engine: policy.engine.name, pack: policy.pack.name, scale: policy.scale.name, timing: policy.timing.name,
    }));
    const lists = Object.fromEntries(parts.map(([key, , list]) => [key, list.map(listed)]));
    terminal.out(`${JSON.stringify({ policies, ...lists })}\n`);
    return EXIT.ok;
  }
  const width = Math.max(...[POLICIES, ...parts.map(([, , list]) => list)].flat().map(({ name }) => name.length));
  const section = (title: string, list: readonly Listed[]): string =>
    `${terminal.bold(title)}\n${list.map(({ name, summary, source }) => `  ${name.padEnd(width)}  ${summary}  ${terminal.dim(`[${source}]`)}\n`).join('')}`;
  // A policy's sources are those of its four rules, which are listed below: naming the rules says more than repeating them.
  const policies = POLICIES.map(({ name, summary, engine, pack, scale, timing }) => ({
    name, summary, source: [engine, pack, scale, timing].map((part) => part.name).join(' + '),
  }));
  const titles = parts.map(([key, flag, list]) => section(`${key} (${flag}), with their sources`, list));
  terminal.out([section('policies (--policy), with the engine + pack + scale + timing they are made of', policies), ...titles].join('\n'));
  return EXIT.ok;
}

function listed({ name, summary, source }: Listed): Listed {
  return { name, summary, source };
}
