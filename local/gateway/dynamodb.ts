import { arnHere } from '../here.ts';
import type { Table } from '../stack/tables.ts';
import { jsonError } from './answer.ts';
import { type Asked, headerOf } from './asked.ts';
import type { Forward } from './forward.ts';
import { isOfKey, keyNeeds, type Need } from './need.ts';
import type { Service } from './service.ts';

/** DynamoDB, by its JSON protocol: `X-Amz-Target: DynamoDB_20120810.Query`. */
export function dynamoDb({
  tables,
  forward,
}: {
  readonly tables: readonly Table[];
  readonly forward: Forward;
}): Service {
  return {
    needs(asked) {
      const operation = operationOf(asked);
      const named = namesIn(JSON.parse(asked.body.toString() || '{}'));
      return named.flatMap(({ table, index }): readonly Need[] => [
        { action: `dynamodb:${operation}`, resource: arnOf(table, index) },
        // DynamoDB has the table's key decrypted, and may ask as who calls; an index is encrypted like its table:
        // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
        ...keyNeeds('dynamodb', tables.find(({ name }) => name === nameOf(table))?.keyArn, ['Decrypt']),
      ]);
    },
    refuse: (refusal, message) =>
      jsonError(
        400,
        'com.amazon.coral.service#AccessDeniedException',
        isOfKey(refusal) ? `KMS key access denied error: ${message}` : message,
      ),
    serve: (asked) => forward(asked),
  };
}

function operationOf(asked: Asked): string {
  return headerOf(asked, 'x-amz-target')?.split('.')[1] ?? 'nothing';
}

interface Named {
  readonly table: string;
  readonly index?: string;
}

/**
 * The tables, or the index, that a request is about. What is allowed on a table is not allowed on its indexes, which
 * have ARNs of their own; a batch needs the batch's own action on each table.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
function namesIn(request: Readonly<Record<string, unknown>>): readonly Named[] {
  const { TableName, IndexName, RequestItems } = request;
  if (typeof RequestItems === 'object' && RequestItems !== null)
    return Object.keys(RequestItems).map((table) => ({ table }));
  if (typeof TableName !== 'string') return [{ table: '*' }];
  return [{ table: TableName, ...(typeof IndexName === 'string' && { index: IndexName }) }];
}

function arnOf(table: string, index: string | undefined): string {
  return arnHere('dynamodb', `table/${nameOf(table)}${index === undefined ? '' : `/index/${index}`}`);
}

/** A table may be named by its ARN. */
function nameOf(table: string): string {
  return table.replace(/^arn:.*:table\//, '');
}
