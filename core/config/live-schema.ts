// What the group `live` of a configuration may say. Defaults are in core/config/live-settings.ts; everything may be left out,
// nothing unknown may be put in, and nothing that would be a secret.

import { z } from 'zod';
import { TABLE_NAME } from '../history/history-text.js';
import { livePolicyFault } from './live-policy.js';
import { ALERT_ON, PIPELINE_LAYOUTS } from './live-settings.js';
import { placeFault } from './places.js';
import { globFault } from './selection.js';
import { checkedText, group, integer, list, number, oneOf, orNull, text } from './schema-parts.js';

const DAY_SECONDS = 86_400;

const place = (): z.ZodType<string> => checkedText(placeFault);
const s3 = (what: string): z.ZodType<string | null> => orNull(checkedText((value) => (value.startsWith('s3://') ? placeFault(value) : 'must start with s3://')), what);
const matching = (pattern: RegExp, what: string): z.ZodType<string | null> => orNull(text(what, (value) => pattern.test(value)), what);
/** IAM: names of roles and instance profiles (AWS API reference, CreateRole). */
const role = (): z.ZodType<string> => text('the name of a role, or its ARN', (value) => /^([\w+=,.@-]{1,64}|arn:aws[a-z-]*:iam::\d{12}:(role|instance-profile)\/[\w+=,.@/-]{1,512})$/.test(value));
const topic = (): z.ZodType<string | null> => matching(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/, 'the ARN of an SNS topic such as arn:aws:sns:eu-west-1:123456789012:backups');
const release = (): z.ZodType<string> => text('a release of EMR such as emr-7.14.0', (value) => /^emr-\d{1,2}\.\d{1,3}\.\d{1,2}$/.test(value));
const subnet = (): z.ZodType<string | null> => matching(/^subnet-[0-9a-f]{8,17}$/, 'a subnet such as subnet-0123456789abcdef0');
const toolsJar = (): z.ZodType<string | null> => matching(/^(s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]|)\/[\w./=-]{1,900}\.jar$/, 'the emr-dynamodb-tools jar, as s3://bucket/path.jar or /path.jar on the cluster');

/** A tag as `key` or `key=value`, both with the wildcards * and ? (AWS docs, DynamoDB tagging restrictions). */
function tagFault(tag: string): string | null {
  const [key, ...value] = tag.split('=');
  const letters = /^[\p{L}\p{Z}\p{N}_.:/+\-@*?=]*$/u;
  if (key.length >= 1 && key.length <= 128 && value.join('=').length <= 256 && letters.test(tag)) return null;
  return 'must be a tag as key or key=value, with the wildcards * and ?';
}

function nameFault(name: string): string | null {
  return TABLE_NAME.test(name) ? null : 'must be the name of a table, 3 to 255 of a-z A-Z 0-9 _ . -';
}

/** Where pings go: encrypted, or to this machine; never with credentials in it. */
function pingFault(value: string): string | null {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return 'must be an https address';
  }
  const here = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && here)) return 'must be an https address';
  // The password itself is not shown.
  return url.username === '' && url.password === '' ? null : `must be an https address without a user and a password, got "${url.protocol}//...@${url.host}"`;
}

const HOST = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;
/** Addresses that hand out credentials to whoever asks. */
const METADATA = /^(169\.254\.|metadata\.|instance-data\.)/;

export const liveSchema = group({
  policy: checkedText(livePolicyFault),
  account: matching(/^\d{12}$/, 'the 12 digits of an account, in quotes'),
  state: place(),
  destination: orNull(place(), 'a folder or s3://bucket/prefix'),
  history: orNull(checkedText((value) => (value.startsWith('s3://') ? 'must be a folder' : placeFault(value))), 'a folder'),
  tables: group({ include: list(globFault), exclude: list(globFault), always: list(nameFault), tags: list(tagFault), excludeTags: list(tagFault) }),
  maxRcu: integer("RCU, 0: the account's quota of a table", 0, 1e9),
  budgetUsd: orNull(number('US dollars', 0.01, 1e6), 'a number from 0.01 to 1000000 (US dollars)'),
  graceSeconds: integer('seconds', 0, DAY_SECONDS),
  lock: group({ heartbeatSeconds: integer('seconds', 1, 300), expirySeconds: integer('seconds', 3, 3600) }),
  scan: group({
    gzip: z.boolean(),
    segmentsMax: integer('segments', 1, 4096),
  }),
  emr: group({
    releaseLabel: release(), logUri: s3('s3://bucket/prefix'), subnetId: subnet(), serviceRole: role(), instanceProfile: role(), toolsJar: toolsJar(),
    idleSeconds: integer('seconds', 60, 604_800),
  }),
  dataPipeline: group({
    role: role(), resourceRole: role(), logUri: s3('s3://bucket/prefix'), subnetId: subnet(), releaseLabel: release(), toolsJar: toolsJar(),
    layout: oneOf(PIPELINE_LAYOUTS), pool: integer('pipelines', 0, 100), snsTopicArn: topic(),
  }),
  export: group({ kmsKeyId: matching(/^(alias\/[A-Za-z0-9/_-]{1,250}|[0-9a-f-]{36}|mrk-[0-9a-f]{32}|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)\/[A-Za-z0-9/_-]{1,250})$/, 'a KMS key: its id, alias or ARN') }),
  alerts: group({
    snsTopicArn: topic(),
    healthcheckUrl: orNull(checkedText(pingFault), 'an https address without a user and a password'),
    metricsFile: matching(/^[^\u0000-\u001f]*[^/\u0000-\u001f]\.prom$/, 'a file whose name ends in .prom (the node exporter reads no others)'),
    on: oneOf(ALERT_ON),
  }),
  endpointsAllowed: list((value) => (HOST.test(value) && !METADATA.test(value) ? null : 'must be the name of a host such as vpce-1.dynamodb.eu-west-1.vpce.amazonaws.com')),
});
