import { allAt } from '../../planning/lane-times.js';
import type { Timing } from '../../policy.js';
import { HOUR, MINUTE, type Seconds } from '../../units.js';

// hippolyte, serverless.yml: backup at 00:10, monitor at a quarter past 01 to 10 o'clock; pipeline_scheduler.py: terminateAfter.
const BACKUP_SECONDS: Seconds = 10 * MINUTE;
const CHECK_SECONDS: Seconds = 15 * MINUTE;
const CHECKS = 10;
const TERMINATE_SECONDS: Seconds = 13 * HOUR;

/**
 * The clock of 2017: ten minutes after the window opens all raises are asked and all pipelines activated without waiting
 * for the capacity; hourly checks hand back the tables of lanes that have ended, and autoscaling returns at the first
 * check. After the tenth check nothing is handed back, and the next night takes what it finds for the original.
 * Source: hippolyte 2017, serverless.yml, dynamodb_backup.py.
 */
export const hippolyteCron: Timing = {
  name: 'hippolyte-cron',
  summary: 'raises and launch at 00:10 without waiting, hourly checks from 01:15 to 10:15 (the clock of 2017)',
  source: 'ocadotechnology/hippolyte, serverless.yml and dynamodb_backup.py (2017)',
  time(draft) {
    const at = draft.opensAt + BACKUP_SECONDS;
    return draft.lanes.map((lane) => {
      allAt(draft, lane.tables, at);
      return { ...lane, launchAt: at, terminateAfterSeconds: TERMINATE_SECONDS };
    });
  },
  conduct: (survey) => ({
    awaitsCapacity: false,
    reverts: 'checks',
    checksAt: Array.from({ length: CHECKS }, (_, k) => survey.window.opensAt + (k + 1) * HOUR + CHECK_SECONDS),
    stopsAtClose: false,
    attemptsMax: 1,
    resumes: 'first-check',
    keepsLeases: false,
  }),
};
