import test from 'ava';
import { readConfig, readWholeConfig } from './config.js';
import { EXIT, UserError } from '../errors.js';
import { LIVE_DEFAULTS, withLive } from './live-settings.js';
import { livePolicies } from './live-policy.js';
import { POLICIES } from '../policies/index.js';

function fault(live: string): string {
  try {
    readWholeConfig(`live: ${live}`, 'c.yaml');
  } catch (error) {
    if (error instanceof UserError && error.exitCode === EXIT.config) return error.message;
    throw error;
  }
  return 'accepted';
}

test('the defaults are a legal configuration', (t) => {
  t.deepEqual(readWholeConfig(JSON.stringify({ live: LIVE_DEFAULTS }), 'c.json').live, LIVE_DEFAULTS);
});

test('a full configuration is read; a simulation leaves the group aside', (t) => {
  const text = `region: eu-west-1
live:
  account: "123456789012"
  state: s3://my-bucket/state
  destination: s3://my-bucket/backups
  history: ../history
  tables: { include: ["prod-*", orders], exclude: ["*-staging"], always: [orders], tags: ["backup=*", team], excludeTags: ["backup=no"] }
  maxRcu: 4000
  budgetUsd: 12.5
  lock: { heartbeatSeconds: 5, expirySeconds: 20 }
  emr: { toolsJar: "s3://my-bucket/emr-dynamodb-tools.jar", subnetId: subnet-0123456789abcdef0, serviceRole: "arn:aws:iam::123456789012:role/emr" }
  export: { kmsKeyId: alias/backups }
  alerts: { snsTopicArn: "arn:aws:sns:eu-west-1:123456789012:backups", healthcheckUrl: "https://hc-ping.com/x", metricsFile: /var/lib/node/hippolyte.prom }
  endpointsAllowed: [dynamodb.internal.example]
`;
  const { live, settings } = readWholeConfig(text, 'c.yaml');
  t.deepEqual(settings, { region: 'eu-west-1' });
  t.deepEqual(readConfig(text, 'c.yaml'), settings);
  const whole = withLive(LIVE_DEFAULTS, live);
  t.is(whole.budgetUsd, 12.5);
  t.is(whole.emr.releaseLabel, LIVE_DEFAULTS.emr.releaseLabel, 'what is left out keeps its default');
  t.deepEqual(whole.tables.always, ['orders']);
});

test('policies that do not hand back what they took are refused with a sentence, all others are not', (t) => {
  t.regex(fault('{ policy: hippolyte-classic }'), /^c\.yaml:1:17: live\.policy must be a policy that hands back what it took: hippolyte-classic forgets the original capacity.*; choose one of hippolyte-corrected, /);
  t.regex(fault('{ policy: hippolyte-provisioned }'), /must be a policy that hands back/);
  t.regex(fault('{ policy: headrom-first }'), /live\.policy must be a policy, got "headrom-first"; did you mean headroom-first\?/);
  for (const { name } of POLICIES) t.is(fault(`{ policy: ${name} }`) === 'accepted', livePolicies().includes(name), name);
  t.is(livePolicies().length, POLICIES.length - 2);
});

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  ['an account as a number', '{ account: 123456789012 }', /c\.yaml:1:18: live\.account must be the 12 digits of an account, in quotes, or null, got 123456789012/],
  ['11 digits', '{ account: "12345678901" }', /live\.account must be the 12 digits/],
  ['a budget of 0', '{ budgetUsd: 0 }', /live\.budgetUsd must be a number from 0\.01 to 1000000 \(US dollars\), or null, got 0/],
  ['a negative budget', '{ budgetUsd: -1 }', /got -1/],
  ['a budget in euro', '{ budgetUsd: "€5" }', /got "€5"/],
  ['an empty pattern', '{ tables: { exclude: [""] } }', /live\.tables\.exclude\[0\] must be 1 to 255 of .*, got ""/],
  ['a regular expression', '{ tables: { exclude: ["(a+)+$"] } }', /live\.tables\.exclude\[0\] must be 1 to 255 of .*, got "\(a\+\)\+\$"/],
  ['a pattern that is a number', '{ tables: { include: [5] } }', /live\.tables\.include\[0\] must be a text, got 5/],
  ['one pattern instead of a list', '{ tables: { include: "a*" } }', /live\.tables\.include must be a list, got "a\*"/],
  ['a name that is included and excluded', '{ tables: { include: [orders], exclude: ["ord*"] } }', /c\.yaml:1:29: live\.tables\.include\[0\] names orders, which live\.tables\.exclude "ord\*" leaves out; keep one/],
  ['a required name that is excluded', '{ tables: { always: [orders], exclude: [orders] } }', /live\.tables\.always\[0\] names orders/],
  ['a name of 2 characters', '{ tables: { always: [ab] } }', /live\.tables\.always\[0\] must be the name of a table, 3 to 255 of a-z A-Z 0-9 _ \. -, got "ab"/],
  ['a name of 256 characters', `{ tables: { always: [${'a'.repeat(256)}] } }`, /must be the name of a table/],
  ['a name with a blank', '{ tables: { always: ["a b"] } }', /must be the name of a table/],
  ['a name with a slash', '{ tables: { always: ["a/b"] } }', /must be the name of a table/],
  ['a name with an umlaut', '{ tables: { always: ["tüte"] } }', /must be the name of a table/],
  ['a tag with an angle bracket', '{ tables: { tags: ["<img>"] } }', /live\.tables\.tags\[0\] must be a tag as key or key=value/],
  ['half a unit', '{ maxRcu: 0.5 }', /live\.maxRcu must be a whole number from 0 to 1000000000/],
  ['a bucket with two dots', '{ destination: "s3://b..c/x" }', /live\.destination must name a bucket of 3 to 63 .*, got "s3:\/\/b\.\.c\/x"$/],
  ['a bucket in capitals', '{ destination: "s3://Bucket" }', /live\.destination must name a bucket/],
  ['a bucket by its ARN', '{ destination: "arn:aws:s3:::bucket" }', /live\.destination must be a folder or s3:\/\/bucket\/prefix, got "arn:aws:s3:::bucket"$/],
  ['a prefix that climbs', '{ state: "s3://bucket/../x" }', /live\.state must have a prefix of plain words .*, got "s3:\/\/bucket\/\.\.\/x"$/],
  ['a history in S3', '{ history: "s3://bucket/history" }', /live\.history must be a folder/],
  ['a lock that expires at the first late heartbeat', '{ lock: { heartbeatSeconds: 30 } }', /live\.lock\.expirySeconds must be at least 3 x heartbeatSeconds 30, got 60/],
  ['a role that is none', '{ emr: { serviceRole: "arn:aws:s3:::x" } }', /live\.emr\.serviceRole must be the name of a role, or its ARN/],
  ['a release that is none', '{ emr: { releaseLabel: "7.14" } }', /live\.emr\.releaseLabel must be a release of EMR such as emr-7\.14\.0, got "7\.14"/],
  ['a topic by name', '{ alerts: { snsTopicArn: backups } }', /live\.alerts\.snsTopicArn must be the ARN of an SNS topic/],
  ['a ping in the clear', '{ alerts: { healthcheckUrl: "http://example.com/x" } }', /live\.alerts\.healthcheckUrl must be an https address/],
  ['a ping with a password', '{ alerts: { healthcheckUrl: "https://user:hunter2@example.com/x" } }', /must be an https address without a user and a password, got "https:\/\/\.\.\.@example\.com"$/],
  ['metrics in a file that nobody reads', '{ alerts: { metricsFile: metrics.txt } }', /must be a file whose name ends in \.prom/],
  ['a metadata service as endpoint', '{ endpointsAllowed: ["169.254.169.254"] }', /live\.endpointsAllowed\[0\] must be the name of a host/],
  ['an endpoint with a path', '{ endpointsAllowed: ["https://example.com/x"] }', /live\.endpointsAllowed\[0\] must be the name of a host/],
  ['an unknown key', '{ detsination: x }', /c\.yaml:1:9: unknown key live\.detsination; did you mean destination\?/],
  ['a secret', '{ secretAccessKey: hunter2 }', /unknown key live\.secretAccessKey/],
  ['__proto__', '{ tables: { __proto__: 1 } }', /live\.tables\.__proto__: this key is not allowed/],
  ['a word', 'yes', /live must be a group of keys, got "yes"/],
];

for (const [what, live, message] of REFUSED) {
  test(`refused: ${what}`, (t) => {
    t.regex(fault(live), message);
    t.false(fault(live).includes('hunter2'), 'a value that may be a secret is not shown');
  });
}
