// Whether the outside hears of a night: a real message, a real ping, a file that can be written.

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EXIT } from '../../core/errors.js';
import type { LiveSettings } from '../../core/config/live-settings.js';
import type { Aws } from '../aws.js';
import type { Clock } from '../clock.js';
import { ask } from '../faults.js';
import { ping, type Http } from '../notify/ping.js';
import { publish } from '../notify/publish.js';
import { check, critical, ok, skipped, warning, type Check } from './check.js';

export interface OutsideParts {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly http: Http;
  readonly alerts: LiveSettings['alerts'];
  readonly region: string;
  readonly host: string;
  /** Whether a message and a ping may be sent; a monitor that asks every five minutes sends none. */
  readonly sends: boolean;
}

export async function outsideChecks(parts: OutsideParts): Promise<Check[]> {
  const { snsTopicArn, healthcheckUrl, metricsFile } = parts.alerts;
  return [
    await check('topic', () => (snsTopicArn === null ? Promise.resolve(nobody(parts)) : topic(parts, snsTopicArn))),
    await check('health check', async () => {
      if (healthcheckUrl === null) return warning('no dead man\'s switch: a night that never starts is not told by anybody', 'set live.alerts.healthcheckUrl');
      if (!parts.sends) return skipped('not pinged');
      const why = await ping(parts.http, parts.clock, { url: healthcheckUrl, what: 'log', runId: 'doctor', log: `a test of ${parts.host}\n` }, new AbortController().signal);
      return why === null ? ok(`${new URL(healthcheckUrl).hostname} took the ping`) : critical(EXIT.config, why, 'check live.alerts.healthcheckUrl and the way out of this network');
    }),
    await check('metrics', async () => {
      if (metricsFile === null) return skipped('no file is named');
      const writable = await access(dirname(metricsFile), constants.W_OK).then(() => true, () => false);
      return writable ? ok(`${metricsFile} can be written`) : critical(EXIT.io, `the folder of ${metricsFile} cannot be written`, 'make it, or give this user the right to write into it');
    }),
  ];
}

function nobody({ alerts }: OutsideParts): ReturnType<typeof ok> {
  return alerts.healthcheckUrl === null ? warning('nobody is told of a night that fails', 'set live.alerts.snsTopicArn') : skipped('no topic is named');
}

async function topic({ aws, region, host, sends }: OutsideParts, topicArn: string): Promise<ReturnType<typeof ok>> {
  const answer = await ask(aws, 'sns:GetTopicAttributes', { TopicArn: topicArn }, ['NotFound', 'NotFoundException']);
  if (answer === null) return critical(EXIT.config, `${topicArn} is not there`, 'correct live.alerts.snsTopicArn');
  const confirmed = Number(answer.Attributes?.SubscriptionsConfirmed ?? 0);
  if (confirmed === 0) return critical(EXIT.config, 'nobody has confirmed a subscription of the topic', `aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint YOU@EXAMPLE.COM, then click what comes`);
  if (!sends) return ok(`${confirmed} subscriptions are confirmed; no message was sent`);
  const wanted = { subject: `[${region}] hippolyte doctor: a test, nothing has to be done`, body: `This is a test message of hippolyte doctor on ${host}.\nWhoever reads it is told of nights that fail.\n`, attributes: { verdict: 'test' } };
  const id = await publish({ call: async (operation, input) => (await ask(aws, operation, input)) as never }, topicArn, wanted);
  return ok(`a message was sent to ${confirmed} subscriptions (${id}); look whether it came`);
}
