// What the embedded scan is held against: the SDK's own client, a loop a segment, items counted and dropped.

import { DynamoDBClient, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';

/** Reads the whole table; gives the number of its items. */
export async function scanBare(table: string, segments: number): Promise<number> {
  const client = new DynamoDBClient({});
  const readSegment = async (segment: number): Promise<number> => {
    let items = 0;
    let from: ScanCommandOutput['LastEvaluatedKey'];
    do {
      const page: ScanCommandOutput = await client.send(new ScanCommand({ TableName: table, Segment: segment, TotalSegments: segments, ReturnConsumedCapacity: 'TOTAL', ExclusiveStartKey: from }));
      items += page.Items?.length ?? 0;
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return items;
  };
  const counts = await Promise.all(Array.from({ length: segments }, (_, segment) => readSegment(segment)));
  client.destroy();
  return counts.reduce((sum, count) => sum + count, 0);
}
