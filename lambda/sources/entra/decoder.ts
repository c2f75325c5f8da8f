import { parseAddress } from '../../core/address.ts';
import { toEvent } from '../../core/event.ts';
import { identity } from '../../core/identity.ts';
import { UnreadableRecord } from '../errors.ts';
import { instantOf, recordDigest } from '../json.ts';
import type { SourceDecoder } from '../source.ts';
import { shapeOf, shapes } from './shapes.ts';

/** What Azure Monitor writes for every sign-in; with it, a sign-in is the same event in all three shapes. */
const usualOperation = 'Sign-in activity';

/**
 * Entra ID sign-ins as Microsoft Graph, Azure Monitor and Log Analytics write them. Sign-ins of other tables (service
 * principals, managed identities) and Azure Monitor's other categories are recognised and skipped.
 */
export const entra: SourceDecoder = {
  id: 'entra',
  reads: shapes.flatMap(({ reads }) => reads),
  recognises: (record) => shapeOf(record) !== undefined,
  decode(record, { object }, whole) {
    const shape = shapeOf(record);
    if (shape === undefined) throw new UnreadableRecord('no Entra sign-in record');
    const placement = shape.place(record);
    if ('skipped' in placement) return { kind: 'skipped', reason: placement.skipped };

    const { table } = placement;
    const facts = shape.read(record);
    const address = parseAddress(facts.address);
    const time = instantOf(...facts.time);
    const eventId = facts.id || recordDigest(whole());
    // in the order of canonical JSON: see `toEvent`
    const fields = {
      AppDisplayName: facts.app,
      AppId: facts.appId,
      IPAddress: address ?? facts.address,
      OperationName: facts.operation || usualOperation,
      ResultType: facts.code,
      SourceAddress: address ?? '',
      Type: table,
      UserAgent: facts.userAgent,
      UserPrincipalName: facts.user,
    };
    const event = toEvent({ source: 'entra', id: identity(eventId, table), eventId, time, fields, object });
    return { kind: 'event', event };
  },
};
