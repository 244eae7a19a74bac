// Answers of Scan without parsing their items: the SDK makes an object of every value, which costs several times what
// everything else of a copy costs. Here the items are taken out of the body as lines of a backup before the SDK sees it;
// who asks for `Items` all the same gets them, parsed then. Answers that are not to the letter as DynamoDB sends them go
// to the SDK as they came.

import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { readItem } from '../core/archive/read-line.js';
import { takeItems } from '../core/archive/scan-body.js';

/** Under this name an output of Scan has its items as lines, where they were not parsed. */
const LINES = Symbol('lines');

export interface Lines {
  readonly lines: Uint8Array;
  readonly items: number;
}

/** The items of an answer of Scan as lines; undefined: they were parsed. */
export function linesOf(output: object): Lines | undefined {
  return (output as { readonly [LINES]?: Lines })[LINES];
}

interface Answer {
  readonly response: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>>; body: AsyncIterable<Uint8Array> | Uint8Array };
  output?: object;
}
type Handler = (args: object) => Promise<Answer>;
type Middleware = (next: Handler, context: { readonly commandName?: string }) => Handler;
interface Stack {
  add(middleware: Middleware, options: { step: 'deserialize'; priority: 'high' | 'low'; name: string }): void;
}

/** Lets a client of DynamoDB give the items of Scans as lines. */
export function readScansRaw(client: object): void {
  const { middlewareStack } = client as { readonly middlewareStack: Stack };
  const taken = new WeakMap<object, Lines>();
  // Between the socket and the SDK's reader.
  middlewareStack.add((next, { commandName }) => async (args) => {
    const answer = await next(args);
    const { response } = answer;
    if (commandName !== 'ScanCommand' || response.statusCode !== 200) return answer;
    const body = await bodyOf(response.body);
    refuseDamage(body, response.headers['x-amz-crc32']);
    // The SDK replaces what is no UTF-8; a line of a backup must not hold it.
    const read = isUtf8(body) ? takeItems(body) : null;
    response.body = read === null ? body : read.rest;
    if (read !== null) taken.set(response, read);
    return answer;
  }, { step: 'deserialize', priority: 'low', name: 'hippolyteTakeItems' });
  // Around the SDK's reader, which makes the output of the rest.
  middlewareStack.add((next) => async (args) => {
    const answer = await next(args);
    const lines = taken.get(answer.response);
    if (lines !== undefined && answer.output !== undefined) give(answer.output, lines);
    return answer;
  }, { step: 'deserialize', priority: 'high', name: 'hippolyteGiveItems' });
}

function give(output: object, { lines, items }: Lines): void {
  Object.defineProperty(output, LINES, { value: { lines, items } });
  Object.defineProperty(output, 'Items', {
    enumerable: true, configurable: true,
    get: () => Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength).toString().split('\n').slice(0, -1).map((line) => readItem(line, 'dynamodb:Scan')),
  });
}

async function bodyOf(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of body) chunks.push(chunk);
  } catch (error) {
    // As the SDK does where it reads an answer itself: that it had begun tells a cut from a connection that never was.
    throw Object.assign(error as Error, { $metadata: { httpStatusCode: 200 } });
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

/** DynamoDB sends a checksum of each answer (header x-amz-crc32); the SDK for JavaScript does not look at it. */
function refuseDamage(body: Uint8Array, told: string | undefined): void {
  if (told === undefined || crc32(body) === Number(told)) return;
  throw Object.assign(new Error('the answer was damaged on its way'), { name: 'DamagedAnswer', $metadata: { httpStatusCode: 200 } });
}
