// The only place that makes AWS clients. Region, credentials, endpoints and retries come from the SDK's own chain.

import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EXIT, refuse } from '../core/errors.js';

/** The SDK waits for ever by default: a connection that was silently cut would hold up the night. */
const CONNECT_MS = 5_000;
const ANSWER_MS = 30_000;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly cloudwatch: CloudWatchClient;
  readonly scaling: ApplicationAutoScalingClient;
  readonly region: string;
  /** Closes the sockets. */
  close(): void;
}

export interface ClientOptions {
  /** null: what AWS_REGION or the profile says. */
  readonly region: string | null;
  /** How long an answer may take before the call is tried again; 30 s. */
  readonly answerMs?: number;
}

/** @throws UserError (78) without a region, or with something that is none */
export async function openClients({ region: wanted, answerMs = ANSWER_MS }: ClientOptions): Promise<Clients> {
  // The SDK would print eight lines about coming versions of Node before the first answer.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const options = {
    ...(wanted === null ? {} : { region: wanted }),
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: answerMs, throwOnRequestTimeout: true },
  };
  const dynamodb = new DynamoDBClient(options);
  const region = await dynamodb.config.region().catch(() => '');
  if (!REGION.test(region)) refuse(EXIT.config, 'region', 'is missing or is none: give --region, or set AWS_REGION, such as eu-west-1');
  const clients = { dynamodb, cloudwatch: new CloudWatchClient(options), scaling: new ApplicationAutoScalingClient(options) };
  for (const client of [clients.dynamodb, clients.cloudwatch, clients.scaling] as const) guard(client);
  return {
    ...clients, region,
    close: () => {
      for (const client of [clients.dynamodb, clients.cloudwatch, clients.scaling] as const) client.destroy();
    },
  };
}

/** What of a client's stack is used here; the three clients have stacks of different types. */
interface Guarded {
  readonly middlewareStack: { add(middleware: Middleware, options: { step: 'build'; name: string }): void };
}
type Handler = (args: { readonly input: object; readonly request: unknown }) => Promise<never>;
type Middleware = (next: Handler) => Handler;

/** Looks at where each request would go before it is signed. */
function guard(client: object): void {
  (client as Guarded).middlewareStack.add((next) => (args) => {
    const { protocol, hostname } = args.request as { protocol: string; hostname: string };
    const fault = endpointFault(protocol, hostname);
    if (fault !== null) refuse(EXIT.config, 'AWS_ENDPOINT_URL', fault);
    return next(args);
  }, { step: 'build', name: 'hippolyteEndpoint' });
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;
const LINK_LOCAL = /^(169\.254(\.\d{1,3}){2}|\[?fe80:.*|\[?fd00:ec2:.*|metadata\..*)$/i;

/** Requests carry signatures and session tokens: in the clear they stay on this machine, and never go to a metadata service. */
export function endpointFault(protocol: string, hostname: string): string | null {
  if (LINK_LOCAL.test(hostname)) return `${hostname} is a link-local or metadata address; set an endpoint of AWS, or none`;
  if (protocol !== 'https:' && !LOOPBACK.test(hostname)) return `${protocol}//${hostname} is not encrypted; use https outside of this machine`;
  return null;
}
