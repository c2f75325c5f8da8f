import { describe, expect, it } from 'vitest';
import type { GraphConfig } from '../../lambda/config/entra-graph.ts';
import { hours } from '../../lambda/core/time.ts';
import { pollRequest } from '../../lambda/handlers/poll-ports.ts';

const graph: GraphConfig = {
  tenant: '00000000-0000-4000-8000-000000000001',
  clientId: '00000000-0000-4000-8000-000000000002',
  auth: { method: 'federated', audience: 'api://AzureADTokenExchange' },
  signIns: ['interactiveUser', 'nonInteractiveUser'],
  interactiveVersion: 'v1.0',
  authority: 'https://login.microsoftonline.com',
  endpoint: 'https://graph.microsoft.com',
  overlap: '2h',
  backfill: '24h',
};
const nameOf = (changes: Partial<GraphConfig>): string => pollRequest({ ...graph, ...changes }).name;

describe("the poller's cursor", () => {
  it('is that of a tenant in a cloud, in words', () => {
    expect(nameOf({})).toBe('entra-graph/00000000-0000-4000-8000-000000000001/graph.microsoft.com');
  });

  it.each<[string, Partial<GraphConfig>]>([
    ['tenant', { tenant: 'example.com' }],
    ['cloud', { endpoint: 'https://graph.microsoft.us' }],
    ['port', { endpoint: 'http://127.0.0.1:8080' }],
  ])('is another one for another %s, which so has a first run', (_, changes) => {
    expect(nameOf(changes)).not.toBe(nameOf({}));
  });

  it.each<[string, Partial<GraphConfig>]>([
    ['the way to prove who reads', { auth: { method: 'federated', audience: 'other' }, clientId: 'other' }],
    ['how far back is read', { overlap: '6h', backfill: '30d' }],
    ['the case of the tenant', { tenant: graph.tenant.toUpperCase() }],
  ])('stays with %s', (_, changes) => {
    expect(nameOf(changes)).toBe(nameOf({}));
  });
});

it('a run is asked for what the configuration says', () => {
  expect(pollRequest({ ...graph, signIns: ['nonInteractiveUser'], overlap: '6h', backfill: '48h' })).toMatchObject({
    feeds: [{ id: 'nonInteractiveUser', version: 'beta' }],
    overlap: hours(6),
    backfill: hours(48),
  });
});
