// The published policies (docs/iam) with the places of one installation filled in. They name ACCOUNT_ID, REGION and the like in
// capitals, so that they can be filled in by hand as well.

/** What a policy may name; null: not known yet, its word stays. */
export interface PolicyPlaces {
  readonly account: string | null;
  readonly region: string | null;
  /** Bucket and prefix without slashes at the end, `bucket/some/prefix`. */
  readonly destination: string | null;
  readonly state: string | null;
  readonly topicArn: string | null;
  readonly toolsJar?: string | null;
  readonly logs?: string | null;
  readonly emrServiceRole?: string | null;
  readonly emrInstanceRole?: string | null;
  readonly pipelineRole?: string | null;
  readonly pipelineResourceRole?: string | null;
  /** ARN of the key that encrypts the buckets or the exports. */
  readonly kmsKeyArn?: string | null;
}

/** Longer words before those that they begin with. */
const WORDS = [
  'ACCOUNT_ID', 'REGION', 'DESTINATION_BUCKET', 'DESTINATION', 'STATE_BUCKET', 'STATE', 'TOPIC_ARN', 'TOOLS_JAR', 'LOGS', 'EMR_SERVICE_ROLE', 'EMR_INSTANCE_ROLE',
  'PIPELINE_ROLE', 'PIPELINE_RESOURCE_ROLE', 'KMS_KEY_ARN',
] as const;
type Word = (typeof WORDS)[number];

/** The text of a policy with what is known in the place of its words. */
export function filledPolicy(text: string, places: PolicyPlaces): string {
  const values = valuesOf(places);
  const filled = text.replace(new RegExp(`\\b(?:${WORDS.join('|')})\\b`, 'g'), (word) => escaped(values[word as Word] ?? word));
  const partition = partitionOf(places.region);
  return partition === 'aws' ? filled : filled.replaceAll('"arn:aws:', `"arn:${partition}:`);
}

/** The words that a text still holds. */
export function openWords(text: string): string[] {
  return [...new Set(text.match(new RegExp(`\\b(?:${WORDS.join('|')})\\b`, 'g')) ?? [])].sort();
}

function valuesOf(places: PolicyPlaces): Record<Word, string | null> {
  return {
    ACCOUNT_ID: places.account, REGION: places.region, TOPIC_ARN: places.topicArn,
    DESTINATION: places.destination, DESTINATION_BUCKET: bucketOf(places.destination), STATE: places.state, STATE_BUCKET: bucketOf(places.state),
    TOOLS_JAR: places.toolsJar ?? null, LOGS: places.logs ?? null,
    EMR_SERVICE_ROLE: places.emrServiceRole ?? null, EMR_INSTANCE_ROLE: places.emrInstanceRole ?? null,
    PIPELINE_ROLE: places.pipelineRole ?? null, PIPELINE_RESOURCE_ROLE: places.pipelineResourceRole ?? null,
    KMS_KEY_ARN: places.kmsKeyArn ?? null,
  };
}

function bucketOf(place: string | null): string | null {
  return place === null ? null : place.split('/')[0];
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The partition in ARNs of a region (AWS docs, Amazon Resource Names). */
function partitionOf(region: string | null): string {
  if (region?.startsWith('cn-') === true) return 'aws-cn';
  return region?.startsWith('us-gov-') === true ? 'aws-us-gov' : 'aws';
}
