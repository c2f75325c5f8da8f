import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import { dynamoCursors } from '../adapters/dynamodb/cursors.ts';
import { dynamoSeenSets } from '../adapters/dynamodb/seen-sets.ts';
import { type GraphAuth, type GraphClient, graphClient } from '../adapters/graph/client.ts';
import { secretsManagerText } from '../adapters/graph/secret-text.ts';
import { inRegionOf } from '../config/arn.ts';
import { cursorName, type GraphConfig, graphSpans } from '../config/entra-graph.ts';
import { limits } from '../config/limits.ts';
import type { Clock } from '../core/ports.ts';
import { minus, seconds } from '../core/time.ts';
import { feedsOf } from '../sources/entra/graph/feed.ts';
import type { PollRequest } from '../sources/entra/graph/poll.ts';
import { longestPage } from '../sources/entra/graph/read-slice.ts';
import type { FunctionPorts, InvocationContext } from './function-ports.ts';
import type { HandlePollPorts } from './handle-poll.ts';

/** What makes the ports of a run of the poller. Throws where a setting is missing or wrong. */
export function pollPorts(
  graph: GraphConfig,
  { detection, wanted, metrics, table, clock, invocation }: FunctionPorts,
): (context: InvocationContext) => HandlePollPorts {
  const client = clientFor(graph, clock);
  const shared = {
    ...detection,
    wanted,
    metrics,
    cursors: dynamoCursors(table),
    seen: dynamoSeenSets(table),
  };
  return (context) => {
    const { deadline, ...own } = invocation(context);
    const signIns = client.log(deadline);
    return {
      ...shared,
      ...own,
      signIns,
      throttles: () => signIns.counts.throttles,
      deadline: minus(deadline, longestPage),
    };
  };
}

/** What each run is asked to do. */
export function pollRequest(graph: GraphConfig): PollRequest {
  return {
    name: cursorName(graph),
    feeds: feedsOf(graph),
    hold: seconds(limits.poll.leaseSeconds),
    ...graphSpans(graph),
  };
}

function clientFor({ tenant, clientId, authority, endpoint, auth }: GraphConfig, clock: Clock): GraphClient {
  return graphClient({ tenant, clientId, authority, endpoint, clock, auth: provenBy(auth) });
}

function provenBy(auth: GraphConfig['auth']): GraphAuth {
  switch (auth.method) {
    case 'secret':
    case 'certificate':
      return { method: auth.method, read: secretsManagerText(secretsOf(auth.secretArn), auth.secretArn) };
    case 'federated':
      return { method: auth.method, client: new STSClient(), audience: auth.audience };
    default:
      return auth satisfies never;
  }
}

/** A secret is read in its own Region, which its ARN names: `arn:partition:secretsmanager:region:…`. */
function secretsOf(secretArn: string): SecretsManagerClient {
  return new SecretsManagerClient(inRegionOf(secretArn));
}
