// What a night needs to be there, made in moto by plain requests: the door under test is not used to make what it is tested on.

import { FAKE_CREDENTIALS } from '../../../fixtures/aws/server.js';

export const ACCOUNT = '123456789012';
export const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:nights`;
export const BUCKETS = ['backups', 'state-here'] as const;
export const ITEMS = 100;
const READS = { ServiceNamespace: 'dynamodb', ResourceId: 'table/orders', ScalableDimension: 'dynamodb:table:ReadCapacityUnits' };

/** Environment in which the SDK finds an endpoint, and nothing of the machine's own. */
export function pointTo(endpoint: string): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, FAKE_CREDENTIALS, {
    AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: endpoint, AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });
}

/** The requests that make a table of both worlds. */
export function tableRequest(TableName: string): object {
  return {
    TableName, KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    ProvisionedThroughput: { ReadCapacityUnits: 100, WriteCapacityUnits: 50 },
  };
}

/** An item of every type of attribute but a map. */
export function itemOf(id: string): object {
  return { id: { S: id }, n: { N: '1.50' }, b: { B: 'AP8=' }, l: { L: [{ NULL: true }, { BOOL: false }, { SS: ['é', '\u2028'] }] } };
}

/** Two tables with items, one of them autoscaled, two buckets as they should be, a topic. */
export async function makeIn(endpoint: string): Promise<void> {
  const dynamodb = (operation: string, body: object): Promise<object> => json(endpoint, 'dynamodb', `DynamoDB_20120810.${operation}`, body);
  for (const TableName of ['orders', 'users']) {
    await dynamodb('CreateTable', tableRequest(TableName));
    await dynamodb('UpdateContinuousBackups', { TableName, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } });
    for (let from = 0; from < ITEMS; from += 25) {
      const put = Array.from({ length: 25 }, (_, i) => ({ PutRequest: { Item: itemOf(`${TableName}-${from + i}`) } }));
      await dynamodb('BatchWriteItem', { RequestItems: { [TableName]: put } });
    }
  }
  const scaling = (operation: string, body: object): Promise<object> => json(endpoint, 'application-autoscaling', `AnyScaleFrontendService.${operation}`, body);
  await scaling('RegisterScalableTarget', { ...READS, MinCapacity: 100, MaxCapacity: 4000 });
  await scaling('PutScalingPolicy', {
    ...READS, PolicyName: 'reads', PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: { TargetValue: 70, PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBReadCapacityUtilization' } },
  });
  for (const bucket of BUCKETS) {
    await put(endpoint, bucket, '<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>');
    await put(endpoint, `${bucket}?versioning`, '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>');
    await put(endpoint, `${bucket}?encryption`, '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>');
    await put(endpoint, `${bucket}?publicAccessBlock`, `<PublicAccessBlockConfiguration>${['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'].map((name) => `<${name}>true</${name}>`).join('')}</PublicAccessBlockConfiguration>`);
    // No policy against requests in the clear: moto does not read its condition, and would refuse everybody everything.
  }
  await send(endpoint, 'sns', '', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'Action=CreateTopic&Version=2010-03-31&Name=nights' });
}

/** Read capacity of a table, and whether its scaling is suspended, as moto has them. */
export async function capacityOf(endpoint: string, TableName: string): Promise<{ readonly rcu: number; readonly suspended: boolean }> {
  const { Table } = await json(endpoint, 'dynamodb', 'DynamoDB_20120810.DescribeTable', { TableName }) as { Table: { ProvisionedThroughput: { ReadCapacityUnits: number } } };
  const { ScalableTargets } = await json(endpoint, 'application-autoscaling', 'AnyScaleFrontendService.DescribeScalableTargets', { ServiceNamespace: 'dynamodb', ResourceIds: [`table/${TableName}`] }) as { ScalableTargets: { SuspendedState?: object }[] };
  return { rcu: Table.ProvisionedThroughput.ReadCapacityUnits, suspended: ScalableTargets.some(({ SuspendedState = {} }) => Object.values(SuspendedState).includes(true)) };
}

/** States of all clusters. */
export async function clusterStates(endpoint: string): Promise<string[]> {
  const { Clusters } = await json(endpoint, 'elasticmapreduce', 'ElasticMapReduce.ListClusters', {}) as { Clusters: { Status: { State: string } }[] };
  return Clusters.map(({ Status }) => Status.State);
}

/** A request in a JSON protocol. @throws Error for what is not answered with 200 */
export async function json(endpoint: string, service: string, target: string, body: object): Promise<object> {
  return JSON.parse(await send(endpoint, service, '', { method: 'POST', headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) })) as object;
}

async function put(endpoint: string, path: string, body: string): Promise<void> {
  await send(endpoint, 's3', path, { method: 'PUT', headers: {}, body });
}

/** moto tells services apart by the signature's scope, and does not check the signature. */
async function send(endpoint: string, service: string, path: string, init: { readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body: string }): Promise<string> {
  const authorization = `AWS4-HMAC-SHA256 Credential=${FAKE_CREDENTIALS.AWS_ACCESS_KEY_ID}/20260610/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const response = await fetch(`${endpoint}/${path}`, { ...init, headers: { ...init.headers, authorization } });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`moto answered ${response.status} to ${service} ${init.headers['x-amz-target'] ?? path}: ${text.slice(0, 300)}`);
  return text;
}
