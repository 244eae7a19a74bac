// The only place that makes AWS clients. Region, credentials, endpoints and retries come from the SDK's own chain.

import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DataPipelineClient } from '@aws-sdk/client-data-pipeline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EMRClient } from '@aws-sdk/client-emr';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { EXIT, refuse } from '../core/errors.js';
import { SENT_ONCE, type Aws, type Operation } from './aws.js';
import { endpointFault, refuseEndpoints } from './endpoints.js';
import { OPERATIONS } from './operations.js';
import { readScansRaw } from './raw-scan.js';

/** The SDK waits for ever by default: a connection that was silently cut would hold up the night. */
const CONNECT_MS = 5_000;
const ANSWER_MS = 30_000;
/** Sockets to one service: the embedded scan reads hundreds of tables at once. */
const SOCKETS_MAX = 256;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** Clients by the prefix of their operations. */
const CLIENTS = {
  'application-autoscaling': ApplicationAutoScalingClient, cloudwatch: CloudWatchClient, datapipeline: DataPipelineClient, dynamodb: DynamoDBClient,
  elasticmapreduce: EMRClient, s3: S3Client, sns: SNSClient, sts: STSClient,
} as const;

export interface OpenAws extends Aws {
  readonly region: string;
  /** Closes the sockets. */
  close(): void;
}

export interface ClientOptions {
  /** null: what AWS_REGION or the profile says. */
  readonly region: string | null;
  /** How long an answer may take before the call is tried again; 30 s. */
  readonly answerMs?: number;
  /** Hosts other than AWS's and this machine that requests may go to; left out: any. */
  readonly endpointsAllowed?: readonly string[];
  /** Told the parts of the credentials that must never be shown, before a request is signed with them. */
  readonly learn?: (secret: string) => void;
  /** Told the time that each answer carries, epoch seconds. */
  readonly dated?: (serverAt: number) => void;
}

/** Clients are made when they are first needed. @throws UserError (78) without a region, or with something that is none */
export async function openAws({ region: wanted, answerMs = ANSWER_MS, endpointsAllowed, learn = () => undefined, dated }: ClientOptions): Promise<OpenAws> {
  refuseEndpoints(process.env);
  // The SDK would print eight lines about coming versions of Node before the first answer.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const options = {
    ...(wanted === null ? {} : { region: wanted }),
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: answerMs, throwOnRequestTimeout: true, httpAgent: { maxSockets: SOCKETS_MAX }, httpsAgent: { maxSockets: SOCKETS_MAX } },
  };
  const open = new Map<string, AnyClient>();
  const clientOf = (operation: Operation): AnyClient => {
    const service = operation.slice(0, operation.indexOf(':')) as keyof typeof CLIENTS;
    const once = SENT_ONCE.has(operation);
    const key = once ? `${service} once` : service;
    const known = open.get(key);
    if (known !== undefined) return known;
    // A bucket of a loopback address or another server has no host name of its own.
    const pathStyle = service === 's3' && (process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL) !== undefined;
    const client = new CLIENTS[service]({ ...options, ...(once ? { maxAttempts: 1 } : {}), ...(pathStyle ? { forcePathStyle: true } : {}) }) as unknown as AnyClient;
    guard(client, endpointsAllowed ?? null);
    listen(client, learn);
    if (dated !== undefined) readDates(client, dated);
    if (key === 'dynamodb once') readScansRaw(client);
    open.set(key, client);
    return client;
  };
  const region = await clientOf('dynamodb:ListTables').config.region().catch(() => '');
  if (!REGION.test(region)) refuse(EXIT.config, 'region', 'is missing or is none: give --region, or set AWS_REGION, such as eu-west-1');
  return {
    region,
    call: async (operation, input) => {
      const Command = OPERATIONS[operation] as unknown as new (input: object) => object;
      return (await clientOf(operation).send(new Command(input as object))) as never;
    },
    close: () => {
      for (const client of open.values()) client.destroy();
    },
  };
}

/** What of the clients is used here; they have no common type. */
interface AnyClient {
  readonly config: { region(): Promise<string>; credentials(): Promise<{ readonly secretAccessKey: string; readonly sessionToken?: string }> };
  send(command: object): Promise<object>;
  destroy(): void;
}

/** What of a client's stack is used here; the three clients have stacks of different types. */
interface Guarded {
  readonly middlewareStack: { add(middleware: Middleware, options: { step: 'build' | 'deserialize'; name: string; priority?: 'low' }): void };
}
type Handler = (args: { readonly input: object; readonly request: unknown }) => Promise<never>;
type Middleware = (next: Handler) => Handler;

/** Looks at where each request would go before it is signed. */
function guard(client: object, allowed: readonly string[] | null): void {
  (client as Guarded).middlewareStack.add((next) => (args) => {
    const { protocol, hostname } = args.request as { protocol: string; hostname: string };
    const fault = endpointFault(protocol, hostname, allowed);
    if (fault !== null) refuse(EXIT.config, 'AWS_ENDPOINT_URL', fault);
    return next(args);
  }, { step: 'build', name: 'hippolyteEndpoint' });
}

/** Looks at the credentials of each request; the SDK keeps them and asks its chain again only when they expire. */
function listen(client: AnyClient, learn: (secret: string) => void): void {
  (client as unknown as Guarded).middlewareStack.add((next) => async (args) => {
    // What is wrong with them is told by the signing that follows.
    const identity = await client.config.credentials().catch(() => null);
    if (identity !== null) for (const secret of [identity.secretAccessKey, identity.sessionToken]) if (secret !== undefined) learn(secret);
    return next(args);
  }, { step: 'build', name: 'hippolyteSecrets' });
}

/** Reads the time of each answer, before it is made into a value or an error. */
function readDates(client: object, dated: (serverAt: number) => void): void {
  (client as Guarded).middlewareStack.add((next) => async (args) => {
    const result: { readonly response?: { readonly headers?: Readonly<Record<string, string>> } } = await next(args);
    const at = Date.parse(result.response?.headers?.date ?? '') / 1000;
    if (Number.isFinite(at)) dated(at);
    return result as never;
  }, { step: 'deserialize', name: 'hippolyteDate', priority: 'low' });
}
