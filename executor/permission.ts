// What a call was denied for: which permission is missing, and which of the published policies holds it.

import { iamActionOf, type Operation } from './aws.js';

/** What a policy would have to allow. */
export interface Permission {
  /** `dynamodb:Scan`. */
  readonly action: string;
  /** The ARN of what it is missing on; null: the action knows no resource, or nobody said. */
  readonly resource: string | null;
}

/** The published policy that holds a permission, as a path people can find; null: none does. */
export type Holder = (permission: Permission) => string | null;

/** AWS docs, Troubleshoot access denied error messages. Some services quote the resource, some write their name in capitals. */
const SENTENCE = /not authorized to perform: ([A-Za-z0-9-]+):(\w+)(?: on resource: "?(arn:[^\s"]+)"?)?/;
const HOLDER = Symbol('the policy that holds what was missing');

/** As AWS says it: a call may need more than the action that is called like it. Where it does not, as the call says it. */
export function permissionOf(operation: Operation, input: object | undefined, message: string): Permission {
  const [, service, action, resource] = SENTENCE.exec(message) ?? [];
  if (service === undefined || action === undefined) return { action: iamActionOf(operation), resource: resourceIn((input ?? {}) as Readonly<Record<string, unknown>>) };
  return { action: `${service.toLowerCase()}:${action}`, resource: resource ?? null };
}

/** Whether AWS said that a permission is missing, and not only that the door is closed. */
export function saysPermission(error: unknown): boolean {
  return error instanceof Error && SENTENCE.test(error.message);
}

/** Notes at the error of a denied call which policy holds what was missing. */
export function noteHolder(error: object, holder: string | null): void {
  Object.defineProperty(error, HOLDER, { value: holder, configurable: true });
}

/** `allow dynamodb:Scan on arn:... (docs/iam/engine-scan.json)`. @param error of the denied call, with what was noted at it */
export function permissionText({ action, resource }: Permission, error: unknown): string {
  const holder = (error as { readonly [HOLDER]?: string | null } | null)?.[HOLDER] ?? null;
  return `allow ${action}${resource === null ? '' : ` on ${resource}`} (${holder ?? 'docs/iam has the policies'})`;
}

function resourceIn({ Bucket: bucket, Key: key, TopicArn: topic, TableArn: table, ResourceArn: resource, ExportArn: made }: Readonly<Record<string, unknown>>): string | null {
  if (typeof bucket === 'string') return `arn:aws:s3:::${bucket}${typeof key === 'string' ? `/${key}` : ''}`;
  const arn = topic ?? table ?? resource ?? made;
  return typeof arn === 'string' ? arn : null;
}
