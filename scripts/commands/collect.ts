// hippolyte collect: the tables of a live account and their traffic, as tonight's rows of a history.

import { EXIT, refuse } from '../../core/errors.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import { SETTINGS_FLAGS } from '../settings-flags.js';
import { inert, progressText, type Terminal } from '../terminal.js';

const PERIODS = ['60', '300', '3600'] as const;
const DAYS = 14;
/** Knobs of the settings that mean something here. */
const KNOBS = ['config', 'window', 'zone', 'region'];

export const collectCommand: Command = {
  name: 'collect',
  summary: "record tonight's tables and traffic of an AWS account in a history; changes nothing in AWS",
  positionals: [],
  flags: [
    { name: 'out', kind: 'text', value: 'DIR', what: 'folder of the history; made where it is missing, continued where it is there' },
    { name: 'include', kind: 'text', value: "'A*,B'", what: 'only tables that fit one of these patterns (* any text, ? one character)' },
    { name: 'exclude', kind: 'text', value: "'*-C'", what: 'no tables that fit one of these patterns' },
    { name: 'days', kind: 'text', value: 'N', what: `days of traffic up to tonight: ${DAYS}` },
    { name: 'period', kind: 'text', value: 'SECONDS', what: 'finest period to ask for: 60, 300 or 3600' },
    { name: 'night', kind: 'text', value: 'YYYY-MM-DD', what: 'night of the rows: the one whose window is open, or opens next' },
    { name: 'allow-empty', kind: 'switch', what: 'no table at all is no mistake' },
    { name: 'dry-run', kind: 'switch', what: 'say what would be recorded and what it costs; ask for no traffic, write nothing' },
    { name: 'json', kind: 'switch', what: 'print one JSON document instead of lines' },
    ...SETTINGS_FLAGS.filter(({ name }) => KNOBS.includes(name)),
  ],
  examples: [
    ['hippolyte collect --out history', 'all tables of the region of your AWS profile, once a night from cron'],
    ["hippolyte collect --out history --include 'orders*,users' --exclude '*-staging' --region eu-west-1", 'some tables'],
    ['hippolyte collect --out history --dry-run', 'which tables, and what the metrics cost'],
  ],
  run,
};

async function run(args: Args, terminal: Terminal): Promise<number> {
  const { globFault } = await import('../../core/config/selection.js');
  const { settingsGiven } = await import('../settings-choice.js');
  const { collect, DAYS_MAX } = await import('../collect/collect.js');
  const { collectedText, costText } = await import('../collect/text.js');
  const outDir = args.required('out', 'history');
  const globs = (name: string): string[] => {
    const patterns = args.list(name) ?? [];
    for (const pattern of patterns) {
      const fault = globFault(pattern);
      if (fault !== null) refuse(EXIT.usage, `--${name}`, fault);
    }
    return patterns;
  };
  const { settings, region } = await settingsGiven(args);
  const request = {
    outDir, region, window: settings.window, night: args.night('night') ?? null, include: globs('include'), exclude: globs('exclude'),
    days: args.integer('days', 1, DAYS_MAX) ?? DAYS, finestSeconds: Number(args.oneOf('period', PERIODS) ?? PERIODS[0]),
    allowEmpty: args.on('allow-empty'), dryRun: args.on('dry-run'),
  };
  const collected = await collect(request, Date.now() / 1000, {
    progress: (doing, done, total) => terminal.progress(progressText(doing, done, total, 0)),
    cost: (metrics, usd, calls) => terminal.say(`CloudWatch: ${costText(metrics, usd)}, in ${calls} calls`),
  });
  for (const warning of collected.warnings) terminal.say(`warning: ${inert(warning)}`);
  terminal.out(args.on('json') ? `${JSON.stringify(collected)}\n` : collectedText(collected));
  return collected.skipped.some(({ unexpected }) => unexpected) ? EXIT.partial : EXIT.ok;
}
