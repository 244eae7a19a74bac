// Messages to an SNS topic: each is on the list before it is sent, and stays undelivered there until SNS took it.

import type { Redactor } from '../../core/telling/redact.js';
import { keptOf, type Told } from '../../core/telling/told.js';
import type { Notice } from '../../core/telling/notice.js';
import type { Aws } from '../aws.js';
import type { Clock } from '../clock.js';
import type { ToldStore } from './told-store.js';

/** What SNS answers to a message that it does not like: then it is sent once more, without attributes. */
const NOT_LIKED = ['InvalidParameter', 'InvalidParameterException', 'InvalidParameterValue', 'InvalidParameterValueException', 'ParameterValueInvalid', 'ValidationException'];
/** After so many starts a message is given up: it stays on the list, with why. */
const TRIES_MAX = 20;

export interface Publishing {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly store: ToldStore;
  readonly redactor: Redactor;
  readonly topicArn: string;
}

/**
 * Sends `fresh` and whatever earlier starts could not deliver, oldest first; returns what is still undelivered. A message
 * whose answer was lost is sent again by the next start: one too many is better than none.
 * @throws what the store refuses
 */
export async function deliver({ aws, clock, store, redactor, topicArn }: Publishing, fresh: readonly Told[], before: readonly Told[]): Promise<Told[]> {
  const list = [...before, ...fresh.map((told) => cleaned(told, redactor))];
  if (fresh.length > 0) await store.write(keptOf(list));
  for (const [index, told] of list.entries()) {
    if (told.sentAt !== null || told.notice === null || told.tries >= TRIES_MAX) continue;
    list[index] = await send(aws, clock, topicArn, told, told.notice, redactor);
    await store.write(keptOf(list));
  }
  return list.filter(({ sentAt }) => sentAt === null);
}

async function send(aws: Aws, clock: Clock, topicArn: string, told: Told, notice: Notice, redactor: Redactor): Promise<Told> {
  const tries = told.tries + 1;
  try {
    const messageId = await publish(aws, topicArn, notice);
    return { ...told, tries, sentAt: clock.now(), messageId, refusal: null, notice: null };
  } catch (error) {
    const { name, message } = error as Error;
    return { ...told, tries, refusal: redactor.clean(`${name}: ${message.split('\n')[0]}`).slice(0, 500) };
  }
}

/** @returns the message's id @throws as the SDK */
export async function publish(aws: Aws, topicArn: string, { subject, body, attributes }: Notice): Promise<string> {
  const message = { TopicArn: topicArn, Subject: subject, Message: body };
  const MessageAttributes = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [
    name, { DataType: typeof value === 'number' ? 'Number' : 'String', StringValue: String(value) },
  ]));
  try {
    return (await aws.call('sns:Publish', { ...message, MessageAttributes })).MessageId ?? '';
  } catch (error) {
    if (!NOT_LIKED.includes((error as Error).name)) throw error;
    return (await aws.call('sns:Publish', message)).MessageId ?? '';
  }
}

function cleaned(told: Told, redactor: Redactor): Told {
  if (told.notice === null) return told;
  const { subject, body, attributes } = told.notice;
  const clean = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, typeof value === 'string' ? redactor.clean(value) : value]));
  return { ...told, notice: { subject: redactor.clean(subject), body: redactor.clean(body), attributes: clean } };
}
