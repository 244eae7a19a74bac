// Asking for an export, once: by its client token, and after the token's eight hours by looking through the exports of the table.

import { HOUR } from '../../../core/units.js';
import { OUTCOME } from '../../../core/world.js';
import { tryCall, type Refusal } from '../../faults.js';
import { tableNow } from '../table-now.js';
import { because } from '../engine.js';
import { garbled, tryPages } from '../try-pages.js';
import type { ExportState } from './state.js';

/** AWS API reference, ExportTableToPointInTime: a token is good for eight hours; half an hour is left for clocks that differ. */
const TOKEN_SECONDS = 7.5 * HOUR;
/** What AWS refuses with these can be no export of this night. */
const OUTCOMES_BY_NAME: ReadonlyMap<string, number> = new Map([
  ['PointInTimeRecoveryUnavailableException', OUTCOME.UNAVAILABLE], ['TableNotFoundException', OUTCOME.GONE], ['ResourceNotFoundException', OUTCOME.GONE],
]);

export async function startCopy(state: ExportState, table: number, attempt: number): Promise<number> {
  const { context, options } = state;
  const { arn } = context.tables[table];
  if (state.exports.get(table)?.attempt === attempt) return OUTCOME.OK;
  const place = options.place(table, attempt);
  if (place === null) {
    because(context, { table: context.tables[table].name }, 'export: the destination is no bucket; exports go to S3 only');
    return OUTCOME.UNAVAILABLE;
  }
  // A token is first used when the window is open, so it is good for at least so long.
  if (context.clock.now() > context.plan.opensAt + TOKEN_SECONDS) {
    const found = await findExport(state, table, attempt);
    if (typeof found === 'object' && found !== null) return found.outcome;
    if (found !== null) return accept(state, table, attempt, found);
  }
  const { output, refusal } = await tryCall(context.aws, 'dynamodb:ExportTableToPointInTime', {
    TableArn: arn, S3Bucket: place.bucket, S3Prefix: place.prefix, ClientToken: state.tokenOf(table, attempt), ExportFormat: 'DYNAMODB_JSON', ExportType: 'FULL_EXPORT',
    ...(options.kmsKeyId === null ? {} : { S3SseAlgorithm: 'KMS', S3SseKmsKeyId: options.kmsKeyId }),
  });
  if (refusal !== null) return refused(state, table, refusal);
  const exportArn = output.ExportDescription?.ExportArn;
  return exportArn === undefined ? OUTCOME.UNREACHABLE : accept(state, table, attempt, exportArn);
}

/** 300 exports at once is a limit that passes: it is among the errors that mean "later". */
async function refused(state: ExportState, table: number, refusal: Refusal): Promise<number> {
  const { name } = state.context.tables[table];
  let outcome = OUTCOMES_BY_NAME.get(refusal.name) ?? refusal.outcome;
  // It has only vanished if DescribeTable does not find it either.
  if (outcome === OUTCOME.GONE) outcome = (await tableNow(state.context, table)).refusal?.outcome ?? OUTCOME.FAILED;
  if (outcome === OUTCOME.UNAVAILABLE) because(state.context, { table: name }, `export: ${name} has no continuous backups; switch point-in-time recovery on, or copy it with another engine`);
  else if (outcome === OUTCOME.FAILED || outcome === OUTCOME.DENIED) because(state.context, { table: name }, `export: ${name} was refused: ${refusal.what}`);
  return outcome;
}

function accept(state: ExportState, table: number, attempt: number, arn: string): number {
  state.add(table, attempt, arn);
  state.context.note(`export.${table}.${attempt}`, arn);
  return OUTCOME.OK;
}

/** The ARN of the export with an attempt's token; null: there is none. */
export async function findExport(state: ExportState, table: number, attempt: number): Promise<string | null | Refusal> {
  const { context } = state;
  const { items, refusal } = await tryPages(
    (NextToken) => tryCall(context.aws, 'dynamodb:ListExports', { TableArn: context.tables[table].arn, NextToken }),
    ({ ExportSummaries, NextToken }) => ({ items: ExportSummaries?.flatMap(({ ExportArn }) => ExportArn ?? []), next: NextToken }),
  );
  if (refusal !== null) return refusal;
  for (const arn of items.filter((one) => mayBeOf(one, context.plan.opensAt))) {
    const { output, refusal: unread } = await tryCall(context.aws, 'dynamodb:DescribeExport', { ExportArn: arn });
    if (unread !== null) return unread;
    if (output.ExportDescription === undefined) return garbled('an export without its description');
    if (output.ExportDescription.ClientToken === state.tokenOf(table, attempt)) return arn;
  }
  return null;
}

/** An export's id begins with the milliseconds of its making; exports are listed for 90 days. One that says nothing is looked at. */
function mayBeOf(exportArn: string, opensAt: number): boolean {
  const [, ms] = /\/export\/0?(\d{12,14})-/.exec(exportArn) ?? [];
  return ms === undefined || Number(ms) / 1000 > opensAt - HOUR;
}
