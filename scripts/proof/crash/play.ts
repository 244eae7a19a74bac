// Plays a schedule and tells which rules were broken.

import { ESTATES, OPENED_AT } from './estate.js';
import type { Schedule, Step } from './schedule.js';
import { CrashWorld, type Mutant, type Start } from './world.js';

/** Until somebody looks whether a further start leaves all as it is. */
const IDLE_GAP_SECONDS = 1800;

export interface PlayOptions {
  readonly mutant?: Mutant;
  /** One more start at the end, which must change nothing. */
  readonly again?: boolean;
}

/** Faults, each with the rule that it breaks; none in a world that is healed. */
export async function play({ estate, steps }: Schedule, { mutant = {}, again = true }: PlayOptions = {}): Promise<readonly string[]> {
  const world = new CrashWorld(OPENED_AT, ESTATES[estate], mutant);
  try {
    await playIn(world, steps, again);
    return world.witness.faults;
  } finally {
    world.close();
  }
}

async function playIn(world: CrashWorld, steps: readonly Step[], again: boolean): Promise<void> {
  const { witness } = world;
  for (const step of steps) {
    const start = await world.start(step, step.what);
    // Whoever was not killed has handed back before it left, stopped or not.
    if (start.result !== null) await witness.restored();
    world.pass(step.gapSeconds);
  }
  healed(await world.start(null), 'the start that heals', witness.faults);
  await witness.restored();
  await witness.complete();
  if (!again) return;
  world.pass(IDLE_GAP_SECONDS);
  witness.mutating = 0;
  healed(await world.start(null), 'the start after it', witness.faults);
  if (witness.mutating > 0) witness.faults.push(`INV-12 the start after it made ${witness.mutating} calls that change something`);
}

function healed({ result }: Start, which: string, faults: string[]): void {
  if (result?.exitCode !== 0) faults.push(`INV-30 ${which} ends with ${JSON.stringify({ code: result?.exitCode, why: result?.cause })}`);
}
