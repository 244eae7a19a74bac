// A door in front of moto that adds to its answers what AWS tells of every table and topic, and moto (5.2) does not: a table's id, size
// and decreases, a confirmed subscription. Everything else goes through as it is.

import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** Of a table of which nothing else is said. */
const SMALL_BYTES = 4096;

export interface MendedMoto {
  readonly endpoint: string;
  /** What TableSizeBytes says of a table by its name: moto says 0 of all of them. */
  readonly sizes: Map<string, number>;
  /** Requests by service and operation, as `dynamodb:UpdateTable`; of S3 none. */
  readonly asked: string[];
  close(): Promise<void>;
}

export async function mendMoto(endpoint: string): Promise<MendedMoto> {
  const sizes = new Map<string, number>();
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    void answer(endpoint, request, response, sizes, asked).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sizes, asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(endpoint: string, request: IncomingMessage, response: ServerResponse, sizes: ReadonlyMap<string, number>, asked: string[]): Promise<void> {
  const body = await bytesOf(request);
  const target = String(request.headers['x-amz-target'] ?? '');
  const form = String(request.headers['content-type']).includes('x-www-form-urlencoded') ? new URLSearchParams(body.toString()).get('Action') : null;
  if (target !== '' || form !== null) asked.push(target === '' ? String(form) : target);
  const told = await forward(endpoint, request, body);
  const whole = await bytesOf(told);
  const mended = told.statusCode === 200 ? mend(target, form, whole, sizes) : whole;
  const headers = { ...told.headers, ...(mended === whole ? {} : { 'content-length': String(mended.length), 'x-amz-crc32': undefined }) };
  response.writeHead(told.statusCode ?? 502, Object.fromEntries(Object.entries(headers).filter(([name, value]) => value !== undefined && name !== 'transfer-encoding')));
  response.end(mended);
}

function mend(target: string, form: string | null, whole: Buffer, sizes: ReadonlyMap<string, number>): Buffer {
  if (target.endsWith('.DescribeTable')) {
    const told = JSON.parse(whole.toString()) as { Table: { TableName: string; ProvisionedThroughput: object } };
    const { TableName: name, ProvisionedThroughput: capacity } = told.Table;
    // After an UpdateTable moto forgets that decreases are counted.
    const table = { TableId: `id-of-${name}`, ...told.Table, TableSizeBytes: sizes.get(name) ?? SMALL_BYTES, ProvisionedThroughput: { NumberOfDecreasesToday: 0, ...capacity } };
    return Buffer.from(JSON.stringify({ ...told, Table: table }));
  }
  // Subscriptions are never confirmed in moto.
  if (form === 'GetTopicAttributes') return Buffer.from(whole.toString().replace(/(SubscriptionsConfirmed<\/key>\s*<value>)0/, '$11'));
  return whole;
}

async function forward(endpoint: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const { hostname, port } = new URL(endpoint);
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'expect' && name !== 'transfer-encoding'));
  const sent = ask({ hostname, port, method, path: url, headers: { ...kept, 'content-length': String(body.length) } });
  sent.end(body);
  const [told] = await once(sent, 'response') as [IncomingMessage];
  return told;
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
