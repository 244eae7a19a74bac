// Where moto (5.2) and the loopback account answer differently, judged by AWS's own words. In all of them the loopback account answers as AWS does;
// what it did not when they were first compared was mended there: dates of point-in-time recovery, alarms of policies, the ARN and the time of scalable
// targets, suspension that was never said, owners of unfinished uploads.

/** By question, in the order in which they are asked: what is wrong with moto's answer, and where AWS says so. */
export const DIFFERENCES: ReadonlyMap<string, string> = new Map([
  ['a table', 'a billing mode is told of a table that was never on demand (API reference, BillingModeSummary: of tables whose mode was set)'],
  ['capacity as it is', 'is accepted; AWS refuses capacity that does not change (API reference, UpdateTable; sim/CLOUD.md)'],
  ['more capacity', 'the answer forgets NumberOfDecreasesToday and the table\'s id, and the table is never UPDATING (API reference, ProvisionedThroughputDescription)'],
  ['scaling', 'SuspendedState is missing until it was said once (API reference, DescribeScalableTargets, example)'],
  ['scaling of what is not there', 'is registered; AWS refuses a table that it does not find (API reference, RegisterScalableTarget)'],
  ['an object', 'ChecksumType is missing (API reference, PutObject, x-amz-checksum-type)'],
  ['over itself', 'the same'],
  ['read', 'the same (GetObject)'],
  ['a bucket of somebody else', 'the expected owner is not looked at (user guide, Verifying bucket ownership)'],
  ['an upload', 'neither the checksum\'s algorithm nor the encryption is told (API reference, CreateMultipartUpload)'],
  ['uploads', 'the checksum\'s algorithm is not told (API reference, MultipartUpload)'],
  ['a part', 'the encryption is not told (API reference, UploadPart)'],
  ['a part of no upload', 'fails inside; AWS answers NoSuchUpload (API reference, UploadPart, errors)'],
  ['completed over what is there', 'no checksum is told (API reference, CompleteMultipartUpload)'],
  ['a pipeline that is not there', 'an empty list; AWS answers PipelineNotFoundException (API reference, DescribePipelines, errors)'],
]);
