// The configuration that `init` writes: what must be chosen first, every other knob of the live night as a comment with its
// default. Uncommented as a whole it is a legal configuration (init.test.ts).

/** What is known when it is written; null: to be filled in. */
export interface Known {
  readonly account: string | null;
  readonly region: string | null;
  readonly opens: string;
  readonly closes: string;
  readonly zone: string;
  readonly state: string;
  readonly destination: string | null;
}

/** YAML in which every text of the user stands in quotes. */
export function configText({ account, region, opens, closes, zone, state, destination }: Known): string {
  const quoted = (text: string): string => JSON.stringify(text);
  return `# Nightly backups of DynamoDB tables by hippolyte. All knobs are in docs/settings.md; hippolyte plan says what a night would do.

# When backups may run, in local time of the zone; may cross midnight.
window: { opens: ${quoted(opens)}, closes: ${quoted(closes)}, zone: ${quoted(zone)} }
${region === null ? '# region: eu-west-1   # left out: AWS_REGION, or the region of the profile' : `region: ${quoted(region)}`}

live:
  # The account that may be touched: 12 digits, in quotes. run refuses to start without it.
  ${account === null ? 'account: null   # "123456789012"' : `account: ${quoted(account)}`}
  # Where backups go: s3://bucket/prefix, or a folder (embedded scan only).
  ${destination === null ? 'destination: null   # s3://my-bucket/hippolyte/backups' : `destination: ${quoted(destination)}`}
  # What a night may cost at the very most, in US dollars. Raises are planned lower until it holds.
  budgetUsd: null   # 20
  # Journals and the lock: a folder of this machine, or s3://bucket/prefix where the machine does not last.
  state: ${quoted(state)}
  # What hippolyte collect records: tells what your applications read at night.
  history: history

  # Which tables. Patterns with * and ?; a table that is left out is listed with the reason by hippolyte plan.
  tables:
    include: []        # empty: all
    exclude: []        # ["*-staging", "tmp-*"]
    always: []         # names that must be there: a night without one of them is partial
    # tags: []         # only tables with one of these, as key or key=value
    # excludeTags: []  # no tables with one of these

  # How. hippolyte policies lists them; hippolyte simulate --history history says which is best for you.
  policy: headroom-first
  # maxRcu: 0            # no table is raised above this; 0: the account's quota of a table
  # graceSeconds: 1800   # how long after the close capacity may be on its way back

  # Who is told. Silence is no success: have the ping watched.
  alerts:
    snsTopicArn: null      # arn:aws:sns:eu-west-1:123456789012:backups
    healthcheckUrl: null   # https://hc-ping.com/...
    metricsFile: null      # /var/lib/node_exporter/hippolyte.prom
    # "on": trouble        # or always

  # lock: { heartbeatSeconds: 15, expirySeconds: 60 }
  # scan: { gzip: false, segmentsMax: 16 }
${ENGINES}`;
}

/** Knobs of the engines that most policies do without. */
const ENGINES = `
  # For policies with EMR (hippolyte policies).
  # emr:
  #   releaseLabel: emr-7.14.0
  #   toolsJar: null                        # s3://my-bucket/emr-dynamodb-tools-jar-with-dependencies.jar
  #   logUri: null                          # s3://my-bucket/logs
  #   subnetId: null                        # subnet-0123456789abcdef0
  #   serviceRole: EMR_DefaultRole
  #   instanceProfile: EMR_EC2_DefaultRole
  #   idleSeconds: 900

  # For policies with AWS Data Pipeline, where the account still has it (closed to new customers since July 2024).
  # dataPipeline:
  #   role: DataPipelineDefaultRole
  #   resourceRole: DataPipelineDefaultResourceRole
  #   releaseLabel: emr-5.23.0
  #   toolsJar: null
  #   logUri: null
  #   subnetId: null
  #   layout: auto
  #   pool: 50
  #   snsTopicArn: null

  # export: { kmsKeyId: null }
  # endpointsAllowed: []   # hosts beside AWS's that AWS_ENDPOINT_URL may name
`;
