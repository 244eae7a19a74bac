// The commands, in the order of help. None of these files loads what its command needs before it runs.

import type { Command } from '../command.js';
import { collectCommand } from './collect.js';
import { convertCommand } from './convert.js';
import { doctorCommand } from './doctor.js';
import { explainCommand } from './explain.js';
import { initCommand } from './init.js';
import { planCommand } from './plan.js';
import { policiesCommand } from './policies.js';
import { reportCommand } from './report.js';
import { runCommand } from './run.js';
import { settleCommand } from './settle.js';
import { simulateCommand } from './simulate.js';
import { statusCommand } from './status.js';
import { synthCommand } from './synth.js';
import { unlockCommand } from './unlock.js';

export const COMMANDS: readonly Command[] = [
  simulateCommand, policiesCommand, explainCommand, reportCommand, synthCommand, convertCommand,
  initCommand, doctorCommand, collectCommand, planCommand, runCommand, statusCommand, settleCommand, unlockCommand,
];
