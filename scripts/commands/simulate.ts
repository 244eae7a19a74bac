// hippolyte simulate: a recorded history through the policies, priced and ranked.

import { EXIT } from '../../core/errors.js';
import { COUNTED_AS_ZERO } from '../../core/money/prices.js';
import type { RunDocument } from '../../core/results/summary.js';
import type { Args } from '../args.js';
import type { Command, Flag } from '../command.js';
import { SETTINGS_FLAGS } from '../settings-flags.js';
import { inert, progressText, type Terminal } from '../terminal.js';

const FLAGS: readonly Flag[] = [
  { name: 'history', kind: 'text', value: 'DIR', what: 'folder with tables.csv and traffic.csv (docs/history.md)' },
  { name: 'policy', kind: 'text', value: 'A,B,C', what: 'policies to compare; all when left out (hippolyte policies lists them)' },
  { name: 'engine', kind: 'text', value: 'NAME', what: 'try each policy also with this engine' },
  { name: 'pack', kind: 'text', value: 'NAME|./FILE.js', what: 'try each policy also with this packing rule, or with your own' },
  { name: 'scale', kind: 'text', value: 'NAME', what: 'try each policy also with this scaling rule' },
  { name: 'timing', kind: 'text', value: 'NAME', what: 'try each policy also with this timing of the boosts' },
  { name: 'experiment', kind: 'text', value: 'FILE', what: 'YAML: policies x windows x growth x regions x seeds' },
  { name: 'baseline', kind: 'text', value: 'NAME', what: 'policy that the others are told against: hippolyte-classic' },
  { name: 'nights', kind: 'text', value: 'FROM..TO', what: 'only these nights, e.g. 2026-05-16..2026-06-14' },
  { name: 'growth', kind: 'text', value: 'FACTOR', what: 'multiplies sizes and traffic of the history' },
  { name: 'prices', kind: 'text', value: 'FILE', what: 'JSON with your own prices (docs/prices.md)' },
  { name: 'out', kind: 'text', value: 'DIR', what: 'folder for ledgers, summaries and report.html; nothing is written without it' },
  { name: 'force', kind: 'switch', what: 'write into a folder of --out that is not one of ours' },
  { name: 'ledgers', kind: 'text', value: 'WHICH', what: 'ledgers to write: all, shown (the last and those of the report) or none' },
  { name: 'workers', kind: 'text', value: 'N', what: 'threads; one a core when left out' },
  { name: 'json', kind: 'switch', what: 'print one JSON document instead of the table' },
  { name: 'detailed-exitcode', kind: 'switch', what: 'exit with 2 when no policy fits every night' },
];

export const simulateCommand: Command = {
  name: 'simulate',
  summary: 'replay a recorded history through policies; rank them by fit and cost',
  positionals: [],
  flags: [...FLAGS, ...SETTINGS_FLAGS],
  examples: [
    ['hippolyte simulate --history history --out out', 'all policies; the ranking on stdout, ledgers and out/report.html'],
    ['hippolyte simulate --history history --policy hippolyte-classic,headroom-first --json', 'two policies, as JSON'],
    ['hippolyte simulate --experiment what-if.yaml', 'every combination of what a file lists'],
    ['hippolyte simulate --history history --pack ./my-rule.js', 'your own packing rule'],
  ],
  run,
};

async function run(args: Args, terminal: Terminal): Promise<number> {
  const { requestOf } = await import('../simulate-request.js');
  const { prepareOut } = await import('../out-folder.js');
  const request = await requestOf(args);
  if (request.outDir !== null) await prepareOut(request.outDir, args.on('force'));
  const { simulate } = await import('../simulate.js');
  let phase = { doing: '', sinceMs: 0 };
  const { output, warnings } = await simulate(request, (doing, done, total) => {
    if (doing !== phase.doing) phase = { doing, sinceMs: performance.now() };
    terminal.progress(progressText(doing, done, total, (performance.now() - phase.sinceMs) / 1000));
  });
  for (const warning of warnings) terminal.say(`warning: ${inert(warning)}`);
  for (const { id, crashed, crashedNights, nights } of output.runs) {
    if (crashedNights > 0) terminal.say(`warning: ${id} could not plan ${crashedNights} of ${nights} nights: ${inert(crashed ?? '')}`);
  }
  for (const warning of priceWarnings(output.runs)) terminal.say(`warning: ${warning}`);
  if (args.on('json')) {
    const { resultDocument } = await import('../result-document.js');
    terminal.out(`${JSON.stringify(resultDocument(output, warnings))}\n`);
  } else {
    const { rankingText } = await import('../ranking-text.js');
    terminal.out(rankingText(output, terminal));
  }
  if (request.outDir !== null) {
    const { writeReport } = await import('../report/write.js');
    terminal.progress('drawing the report');
    terminal.say(`report: ${await writeReport(request.outDir)}`);
  }
  const fits = output.runs.some((entry) => entry.nights > 0 && entry.nightsFit === entry.nights);
  return args.on('detailed-exitcode') && !fits ? EXIT.doesNotFit : EXIT.ok;
}

/** A line for each region whose prices are missing: without it a total would look like the whole price. */
function priceWarnings(runs: readonly RunDocument[]): string[] {
  const missing = new Map<string, Set<string>>();
  for (const { region, unpriced } of runs) {
    for (const { meter, what } of unpriced) if (what.endsWith(COUNTED_AS_ZERO)) missing.set(region, (missing.get(region) ?? new Set()).add(meter));
  }
  return [...missing].map(([region, meters]) => `no price is known in ${region} for ${[...meters].sort().join(', ')}: they count as 0, and totals are at least what is shown; give them with --prices FILE`);
}
