// What a denied call lacked, from AWS's own words or from the call, and how it is told.

import test from 'ava';
import { policyThatHolds } from '../core/live/policy-holders.js';
import type { Aws } from './aws.js';
import { explained } from './explained.js';
import { ask, tryCall } from './faults.js';
import { permissionOf } from './permission.js';

const WHO = 'User: arn:aws:sts::1:assumed-role/night/x is not authorized to perform: ';

test('AWS says which action on what; the call may be called otherwise', (t) => {
  t.deepEqual(permissionOf('elasticmapreduce:RunJobFlow', {}, `${WHO}iam:PassRole on resource: arn:aws:iam::1:role/EMR because no identity-based policy allows the iam:PassRole action`), { action: 'iam:PassRole', resource: 'arn:aws:iam::1:role/EMR' });
  t.deepEqual(permissionOf('s3:HeadObject', { Bucket: 'b', Key: 'k' }, `${WHO}s3:ListBucket on resource: "arn:aws:s3:::b" because`), { action: 's3:ListBucket', resource: 'arn:aws:s3:::b' });
  t.deepEqual(permissionOf('sns:Publish', {}, `${WHO}SNS:Publish on resource: arn:aws:sns:eu-west-1:1:t with an explicit deny in a service control policy`), { action: 'sns:Publish', resource: 'arn:aws:sns:eu-west-1:1:t' });
  t.deepEqual(permissionOf('dynamodb:ListTables', {}, `${WHO}dynamodb:ListTables because no`), { action: 'dynamodb:ListTables', resource: null });
  t.deepEqual(permissionOf('s3:ListObjectsV2', { Bucket: 'b' }, 'Access Denied'), { action: 's3:ListBucket', resource: 'arn:aws:s3:::b' });
  t.deepEqual(permissionOf('s3:UploadPart', { Bucket: 'b', Key: 'p/k' }, 'Access Denied'), { action: 's3:PutObject', resource: 'arn:aws:s3:::b/p/k' });
  t.deepEqual(permissionOf('sns:GetTopicAttributes', { TopicArn: 'arn:aws:sns:eu-west-1:1:t' }, ''), { action: 'sns:GetTopicAttributes', resource: 'arn:aws:sns:eu-west-1:1:t' });
  t.deepEqual(permissionOf('sts:GetCallerIdentity', undefined, ''), { action: 'sts:GetCallerIdentity', resource: null });
});

const denying = (message: string): Aws => ({
  call: () => Promise.reject(Object.assign(new Error(message), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } })),
});

test('a denied call is told once an action, and its error says the same', async (t) => {
  const said: string[] = [];
  const arn = (table: string): string => `arn:aws:dynamodb:eu-west-1:1:table/${table}`;
  const aws = explained(denying(`${WHO}dynamodb:Scan on resource: ${arn('orders')} because no`), ({ action, resource }) => `docs/iam/${action === 'dynamodb:Scan' && resource === arn('orders') ? 'x' : 'y'}.json`, (line) => said.push(line));
  const text = `allow dynamodb:Scan on ${arn('orders')} (docs/iam/x.json)`;
  const { refusal } = await tryCall(aws, 'dynamodb:Scan', { TableName: 'orders' });
  t.true(refusal?.what.startsWith(`the credentials may not do this; ${text}: User: `), refusal?.what);
  await t.throwsAsync(ask(aws, 'dynamodb:Scan', { TableName: 'orders' }), { message: new RegExp(`^dynamodb:Scan: the credentials may not do this; ${text.replace(/[.()]/g, '\\$&')}`) });
  t.deepEqual(said, [`denied: ${text}`]);
  t.regex((await tryCall(explained(denying('Access Denied'), () => null, null), 'dynamodb:ListTables', {})).refusal?.what ?? '', /allow dynamodb:ListTables \(docs\/iam has the policies\): Access Denied$/);
});

test('what is no denial is neither told nor noted', async (t) => {
  const said: string[] = [];
  const gone = Object.assign(new Error('gone'), { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 400 } });
  const aws = explained({ call: () => Promise.reject(gone) }, () => {
    t.fail();
    return null;
  }, (line) => said.push(line));
  t.is(await t.throwsAsync(aws.call('dynamodb:DescribeTable', { TableName: 'x' })), gone);
  t.deepEqual(said, []);
});

test('the policy that holds a permission is the one that allows it there, else one that allows it elsewhere', (t) => {
  const policy = (Action: string | string[], Resource: string | string[], Effect = 'Allow'): string => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource }] });
  const texts = new Map([
    ['deny', policy('s3:PutObject', '*', 'Deny')], ['state', policy(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::state/st/*')],
    ['scan', policy('s3:PutObject', ['arn:aws:s3:::none/*', 'arn:aws:s3:::backups/v1.?/*'])], ['plan', policy('dynamodb:ListTables', '*')],
  ]);
  t.is(policyThatHolds(texts, 's3:PutObject', 'arn:aws:s3:::backups/v1.?/a/b'), 'scan');
  t.is(policyThatHolds(texts, 's3:PutObject', 'arn:aws-cn:s3:::state/st/a'), 'state', 'in every partition');
  t.is(policyThatHolds(texts, 's3:PutObject', 'arn:aws:s3:::elsewhere/a'), 'state', 'the place is not the one of the policy');
  t.is(policyThatHolds(texts, 'dynamodb:listtables', null), 'plan');
  t.is(policyThatHolds(texts, 's3:DeleteObject', 'arn:aws:s3:::state/st/a'), null);
});
