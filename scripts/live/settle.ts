// What `settle` does.

import { nightAt } from '../../core/calendar.js';
import { EXIT } from '../../core/errors.js';
import type { Redactor } from '../../core/telling/redact.js';
import type { Heard } from '../../executor/night-deps.js';
import { settleAll, type SettleResult } from '../../executor/run-night.js';
import { inert } from '../terminal.js';
import { compose } from './compose.js';
import type { LiveDoors } from './doors.js';
import type { LiveConfig } from './live-config.js';
import type { ProcessDoor } from './process-door.js';
import { debtText } from './status-text.js';

/** @throws UserError (78) for the configuration */
export async function settleLive(config: LiveConfig, doors: LiveDoors, told: { readonly redactor: Redactor; say(line: string): void; readonly heard?: Heard | undefined }, door: ProcessDoor): Promise<SettleResult> {
  const composed = await compose(config, { doors, command: 'settle', redactor: told.redactor, say: (line) => told.say(line), heard: told.heard, stop: door.stop, hurry: door.hurry });
  try {
    const { deps, times } = composed;
    return await settleAll(deps, { account: config.live.account, window: nightAt(deps.clock.now(), config.settings.window), times });
  } finally {
    composed.close();
  }
}

/** A line a run, and what is still owed. Ends in a line feed. */
export function settledText({ exitCode, settled, cause }: SettleResult): string {
  const lines = settled.flatMap(({ ref, owed, left }) => [
    `run ${ref.runId} of night ${ref.night}: owed ${owed} ${owed === 1 ? 'table' : 'tables'}, ${left.length === 0 ? 'all is handed back' : `${left.length} not handed back`}`,
    ...left.map((lease) => `  owes ${inert(lease.table)}: ${debtText(lease)} (${lease.code})`),
  ]);
  if (cause !== null) lines.push(inert(cause.why));
  if (exitCode === EXIT.unhealed) lines.push('the next start tries again; hippolyte status tells what is owed');
  return `${lines.join('\n')}\n`;
}
