// Whether a bucket is one that backups and journals may be trusted to.

import { EXIT } from '../../core/errors.js';
import type { Aws } from '../aws.js';
import { ask, tryCall } from '../faults.js';
import { check, critical, ok, warning, type Check } from './check.js';

/** One small object that stays: with it, whether the bucket refuses to write over something can be asked again and again. */
const PROBE = 'doctor/probe';

export interface BucketParts {
  readonly aws: Aws;
  /** `destination` or `state`. */
  readonly role: string;
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
  readonly account: string;
}

export async function bucketChecks({ aws, role, bucket, prefix, account }: BucketParts): Promise<Check[]> {
  const Bucket = bucket;
  const own = { Bucket, ExpectedBucketOwner: account };
  const reached = await check(`${role} bucket`, async () => {
    // HeadBucket has no words for what is wrong.
    const listed = await ask(aws, 's3:ListObjectsV2', { ...own, MaxKeys: 1 }, ['NoSuchBucket']);
    if (listed === null) return critical(EXIT.config, `s3://${bucket} is not there`, `make it as deploy/template.yaml does, or correct live.${role}`);
    return ok(`s3://${bucket} is there and belongs to account ${account}`);
  });
  if (reached.state !== 'ok') return [reached];
  return [
    reached,
    await check(`${role} versioning`, async () => {
      const { Status } = (await ask(aws, 's3:GetBucketVersioning', own)) ?? {};
      return Status === 'Enabled' ? ok('on') : warning('off: what is deleted or written over is gone', `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`);
    }),
    await check(`${role} encryption`, async () => {
      const answer = await ask(aws, 's3:GetBucketEncryption', own, ['ServerSideEncryptionConfigurationNotFoundError']);
      const algorithm = answer?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
      return algorithm === undefined ? warning('none by default', `aws s3api put-bucket-encryption --bucket ${bucket} --server-side-encryption-configuration '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms"},"BucketKeyEnabled":true}]}'`) : ok(algorithm);
    }),
    await check(`${role} public access`, async () => {
      const answer = await ask(aws, 's3:GetPublicAccessBlock', own, ['NoSuchPublicAccessBlockConfiguration']);
      const { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets } = answer?.PublicAccessBlockConfiguration ?? {};
      const all = [BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets].every((one) => one === true);
      return all ? ok('blocked in all four ways') : critical(EXIT.config, 'is not blocked in all four ways; backups are production data', `aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`);
    }),
    await check(`${role} encrypted transport`, async () => {
      const answer = await ask(aws, 's3:GetBucketPolicy', own, ['NoSuchBucketPolicy']);
      return refusesPlain(answer?.Policy ?? '') ? ok('requests in the clear are refused') : warning('the bucket\'s policy does not refuse requests in the clear', 'deny s3:* where aws:SecureTransport is false, as deploy/template.yaml does');
    }),
    await check(`${role} conditional writes`, () => conditional(aws, { ...own, Key: prefix === '' ? PROBE : `${prefix}/${PROBE}` })),
  ];
}

/** Whether the second of two that write the same name is refused: the lock and every backup stand on it. */
async function conditional(aws: Aws, place: { readonly Bucket: string; readonly ExpectedBucketOwner: string; readonly Key: string }): Promise<ReturnType<typeof ok>> {
  const put = { ...place, Body: 'hippolyte doctor\n', IfNoneMatch: '*' };
  await ask(aws, 's3:PutObject', put, ['PreconditionFailed']);
  const { refusal } = await tryCall(aws, 's3:PutObject', put);
  if (refusal?.name !== 'PreconditionFailed') return critical(EXIT.config, `a second write of ${place.Key} was not refused (${refusal?.name ?? 'it was written'})`, 'this store cannot hold a lock: keep live.state in a folder, or use a bucket of AWS');
  const read = await ask(aws, 's3:GetObject', place);
  const text = await read?.Body?.transformToString();
  return text === put.Body ? ok(`a second write of ${place.Key} is refused, and it reads back as written`) : critical(EXIT.protocol, `${place.Key} does not read back as it was written`, 'check what answers at the endpoint');
}

/** A statement that denies everybody everything where the transport is not secure. */
function refusesPlain(policy: string): boolean {
  try {
    const { Statement } = JSON.parse(policy) as { Statement: { Effect: string; Condition?: { Bool?: Record<string, unknown> } }[] };
    return [Statement].flat().some(({ Effect, Condition }) => Effect === 'Deny' && String(Condition?.Bool?.['aws:SecureTransport']) === 'false');
  } catch {
    return false;
  }
}
