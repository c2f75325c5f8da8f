import type { IncomingMessage } from 'node:http';
import type { Instant } from '../../lambda/core/time.ts';
import type { Asked } from './graph.ts';
import { type Answer, type GraphError, graphError, json } from './graph-answers.ts';
import type { Authority } from './graph-authority.ts';
import { InvalidFilter, parseFilter } from './graph-filter.ts';
import type { Page, Readings } from './graph-pages.ts';
import { listSignIns, type Publication } from './graph-sign-ins.ts';

/** The most records that may be asked for at once. */
export const mostRecords = 1_000;

/** What the list of sign-ins is made of when it is asked for. */
export interface ListService {
  readonly authority: Authority;
  readonly readings: Readings;
  readonly publications: readonly Publication[];
  readonly pageSize: number;
  readonly origin: string;
  readonly now: Instant;
}

/** Graph's answer to a request for sign-ins: https://learn.microsoft.com/graph/api/signin-list */
export function signInsAnswer(request: IncomingMessage, asked: Asked, service: ListService): Answer {
  const { authority, origin, now } = service;
  const version = /^\/(v1\.0|beta)\/auditLogs\/signIns$/.exec(asked.path)?.[1];
  const refusal = refuse(authority.admits(request.headers.authorization));
  if (refusal !== undefined) return graphError(refusal, now);
  if (asked.method !== 'GET' || (version !== 'v1.0' && version !== 'beta'))
    return graphError(unknownPath(asked.path), now);
  const page = pageOf(asked, version, service);
  if ('status' in page) return graphError(page, now);
  const answer = json(200, {
    '@odata.context': `${origin}/${version}/$metadata#auditLogs/signIns`,
    ...(page.next !== undefined && { '@odata.nextLink': `${origin}${page.next}` }),
    value: page.records,
  });
  return { ...answer, records: page.records };
}

function pageOf({ path, target }: Asked, version: 'v1.0' | 'beta', service: ListService): Page | GraphError {
  const { readings, publications, pageSize, now } = service;
  const query = new URLSearchParams(target.slice(path.length));
  const unknown = [...query.keys()].find((name) => !['$filter', '$top', '$skiptoken'].includes(name));
  if (unknown !== undefined) return badRequest(`Query option '${unknown}' is not allowed.`);
  const token = query.get('$skiptoken');
  if (token !== null) return readings.resume(target, token) ?? badRequest('Invalid Skip Token');

  const top = query.get('$top') ?? String(mostRecords);
  if (!/^[1-9]\d*$/.test(top)) return badRequest(`Invalid value '${top}' for $top query option found.`);
  if (Number(top) > mostRecords) {
    return badRequest(
      `The limit of '${mostRecords}' for Top query has been exceeded. The value from the incoming request is '${top}'.`,
    );
  }
  const filter = query.get('$filter') ?? undefined;
  try {
    const conditions = filter === undefined ? [] : parseFilter(filter, version);
    const records = listSignIns(publications, { version, conditions, now });
    return readings.begin(path, { filter, top: Math.min(Number(top), pageSize) }, records);
  } catch (error) {
    if (error instanceof InvalidFilter) return badRequest(error.message);
    throw error;
  }
}

function refuse(admitted: ReturnType<Authority['admits']>): GraphError | undefined {
  const refusal = (message: string): GraphError => ({ status: 401, code: 'InvalidAuthenticationToken', message });
  switch (admitted) {
    case 'yes':
      return undefined;
    case 'missing':
      return refusal('Access token is empty.');
    case 'unknown':
      return refusal('CompactToken parsing failed with error code: 80049217');
    case 'expired':
      return refusal('Lifetime validation failed, the token is expired.');
    default:
      return admitted satisfies never;
  }
}

function badRequest(message: string): GraphError {
  return { status: 400, code: 'BadRequest', message };
}

export function unknownPath(path: string): GraphError {
  return { status: 404, code: 'ResourceNotFound', message: `Resource not found for the segment '${path}'.` };
}
