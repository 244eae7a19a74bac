import test from 'ava';
import { placeFault, readS3 } from './places.js';

test('a bucket with and without a prefix is taken apart', (t) => {
  t.deepEqual(readS3('s3://my-bucket'), { bucket: 'my-bucket', prefix: '' });
  t.deepEqual(readS3('s3://my-bucket/'), { bucket: 'my-bucket', prefix: '' });
  t.deepEqual(readS3('s3://my.bucket/backups/prod/'), { bucket: 'my.bucket', prefix: 'backups/prod' });
});

test('folders are taken as they are', (t) => {
  for (const folder of ['backups', './backups', '/var/lib/hippolyte', '../b', 'with blank', 'C:\\backups']) t.is(placeFault(folder), null, folder);
});

for (const [what, place] of [
  ['two dots in the bucket', 's3://b..c/x'], ['two dots as bucket', 's3://../x'], ['upper case', 's3://Bucket/x'], ['an underscore', 's3://my_bucket'],
  ['two characters', 's3://ab'], ['64 characters', `s3://${'a'.repeat(64)}`], ['an address', 's3://192.168.0.1/x'], ['an access point alias', 's3://name-s3alias'],
  ['nothing', 's3://'], ['a prefix that climbs', 's3://bucket/../x'], ['an empty part', 's3://bucket//x'], ['a blank', 's3://bucket/a b'], ['a query', 's3://bucket/a?b'],
  ['an ARN', 'arn:aws:s3:::bucket'], ['a URL', 'https://bucket.s3.amazonaws.com'], ['a file URL', 'file:///etc'], ['S3 in capitals', 'S3://bucket'],
  ['nothing at all', ''], ['a line break', 'a\nb'],
] as const) {
  test(`a place may not be ${what}`, (t) => {
    t.regex(placeFault(place) ?? 'accepted', /^must (be a folder or s3:\/\/bucket\/prefix|name a bucket|have a prefix)/);
  });
}
