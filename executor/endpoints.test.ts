import test from 'ava';
import { UserError } from '../core/errors.js';
import { endpointFault, refuseEndpoints } from './endpoints.js';

test('hosts of AWS and this machine are always allowed, others where they are named', (t) => {
  for (const host of ['dynamodb.eu-west-1.amazonaws.com', 'bucket.s3.cn-north-1.amazonaws.com.cn', 's3.dualstack.us-east-1.amazonaws.com', 'dynamodb.us-east-1.api.aws', '127.0.0.1', '[::1]']) {
    t.is(endpointFault('https:', host, []), null, host);
  }
  t.is(endpointFault('https:', 'minio.example.com', ['minio.example.com']), null);
  t.is(endpointFault('https:', 'bucket.minio.example.com', ['minio.example.com']), null);
  for (const host of ['minio.example.com', 'amazonaws.com.example.com', 'evilamazonaws.com', 'xminio.example.org']) t.regex(endpointFault('https:', host, ['minio.example.org']) ?? '', /is neither a host of AWS nor one of live\.endpointsAllowed/, host);
});

test('in the clear and to metadata services nothing goes, whatever is allowed', (t) => {
  t.regex(endpointFault('http:', 'minio.example.com', ['minio.example.com']) ?? '', /is not encrypted/);
  for (const host of ['169.254.169.254', '169.254.170.2', '[fd00:ec2::254]', 'metadata.google.internal']) t.regex(endpointFault('https:', host, [host]) ?? '', /link-local or metadata/, host);
});

test('endpoints of the environment hold no passwords and are addresses', (t) => {
  const fault = (value: string, name = 'AWS_ENDPOINT_URL'): string => t.throws(() => refuseEndpoints({ [name]: value }), { instanceOf: UserError }).message;
  t.is(fault('https://user:hunter2@example.com'), "AWS_ENDPOINT_URL: must not hold a user and a password (example.com); credentials come from the SDK's own chain");
  t.regex(fault('file:///etc/passwd', 'AWS_ENDPOINT_URL_S3'), /^AWS_ENDPOINT_URL_S3: must start with https:\/\/, got file:$/);
  t.regex(fault('dynamodb'), /is no address/);
  t.notThrows(() => refuseEndpoints({ AWS_ENDPOINT_URL: '', AWS_ENDPOINT_URL_SNS: 'http://127.0.0.1:8000', HOME: 'user:pass@x' }));
});
