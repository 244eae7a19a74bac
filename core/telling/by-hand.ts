// How to hand back without this tool: commands of the AWS CLI for what a lease owes, ready to be copied into a shell.

import type { OwedLease } from './night-result.js';
import type { Rcu } from '../units.js';

/** Names of tables hold letters, digits, `_`, `-` and `.` only, so they need no quotes; `=` keeps a leading dash from being a flag. */
const NAME = /^[A-Za-z0-9_.-]+$/;

/**
 * The commands that hand one lease back, in the order in which they must be given: capacity first, then autoscaling, which
 * would otherwise lower the table itself and spend one of the day's decreases (AWS API reference, RegisterScalableTarget).
 * None for a name that no table can have.
 */
export function handBackByHand(lease: OwedLease, region: string): string[] {
  const { table, originalRcu, raisedToRcu, suspended } = lease;
  if (!NAME.test(table)) return [];
  const commands: string[] = [];
  if (raisedToRcu !== null) commands.push(lowerCommand(table, originalRcu, region), `aws dynamodb wait table-exists --region ${region} --table-name=${table}`);
  if (suspended !== null) {
    const { scaleIn, scaleOut, scheduled } = suspended;
    commands.push(
      `aws application-autoscaling register-scalable-target --region ${region} --service-namespace dynamodb --resource-id=table/${table}`
      + ' --scalable-dimension dynamodb:table:ReadCapacityUnits'
      + ` --suspended-state DynamicScalingInSuspended=${scaleIn},DynamicScalingOutSuspended=${scaleOut},ScheduledScalingSuspended=${scheduled}`,
    );
  }
  return commands;
}

/** UpdateTable sets both capacities: the write capacity is read in the same command, so that it stays what it is. */
function lowerCommand(table: string, rcu: Rcu, region: string): string {
  const wcu = `aws dynamodb describe-table --region ${region} --table-name=${table} --query Table.ProvisionedThroughput.WriteCapacityUnits --output text`;
  return `aws dynamodb update-table --region ${region} --table-name=${table} --provisioned-throughput ReadCapacityUnits=${rcu},WriteCapacityUnits=$(${wcu})`;
}
