import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  type UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { Item } from './item.ts';
import type { Table } from './table.ts';

/** Changes one item, if the condition holds; undefined where it does not. */
export async function updateItem(
  { client, tableName }: Table,
  key: Item,
  update: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>,
): Promise<UpdateItemCommandOutput | undefined> {
  try {
    return await client.send(new UpdateItemCommand({ TableName: tableName, Key: key, ...update }));
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
