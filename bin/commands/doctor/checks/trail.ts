import type { GetEventSelectorsCommandOutput, GetTrailStatusCommandOutput, Trail } from '@aws-sdk/client-cloudtrail';
import type { DeployedSource } from '../../../../lambda/config/deployed.ts';
import type { Instant } from '../../../../lambda/core/time.ts';
import { type Check, lookAt, type Ports } from '../check.ts';
import { lookAtSources } from '../feeds-of.ts';
import { type Finding, fault, ok, skipped, warning } from '../finding.ts';
import { agoInWords } from '../in-words.ts';
import { bringBack } from '../mends.ts';
import { besideWellOnes, longestSilence, trailsOf } from '../trails.ts';

/** Whether a trail writes to each bucket that is read, of all Regions, and what sign-ins are part of. */
export const trail: Check = {
  id: 'trail',
  title: 'Trail',
  needs: ['cloudtrail:DescribeTrails', 'cloudtrail:GetTrailStatus', 'cloudtrail:GetEventSelectors'],
  look: (ports) => lookAtSources(ports, (source) => ofSource(source, ports)),
};

async function ofSource(source: DeployedSource, ports: Ports): Promise<readonly Finding[]> {
  const trails = await trailsOf(source, ports.ask);
  if (trails.length === 0) return [none(source, ports)];
  const each = await Promise.all(trails.map((trail) => lookAt(nameOf(trail), () => ofTrail(trail, ports))));
  return besideWellOnes(each);
}

function none(
  { mode, bucket, account, sourceBucket, sourceAccount = account }: DeployedSource,
  { deployment }: Ports,
): Finding {
  if (mode === 'create') return fault(bucket, 'no trail writes to it', bringBack);
  const written = mode === 'replica' ? (sourceBucket ?? 'the bucket that it is a replica of') : bucket;
  const mend = `See the trail in the account that owns it: aws cloudtrail get-trail-status --name <its ARN>. Without one, point a trail of all Regions at ${written}. --skip trail leaves this out.`;
  if (sourceAccount !== deployment.account)
    return skipped(
      bucket,
      `its trail is one of account ${sourceAccount} or another, which cannot be seen from here`,
      mend,
    );
  return warning(
    bucket,
    `no trail of this account or its organisation writes to ${written}: those of others cannot be seen`,
    mend,
  );
}

async function ofTrail(each: Trail, { ask, now }: Ports): Promise<readonly Finding[]> {
  const name = nameOf(each);
  const place = { region: each.HomeRegion };
  const wrong = await Promise.all([
    settings(each),
    lookAt(name, async () =>
      delivery(each, await ask('cloudtrail:GetTrailStatus', { Name: each.TrailARN ?? name }, place), now),
    ),
    lookAt(name, async () =>
      selection(each, await ask('cloudtrail:GetEventSelectors', { TrailName: each.TrailARN ?? name }, place)),
    ),
  ]);
  const findings = wrong.flat();
  if (findings.length > 0) return findings;
  const { LatestDeliveryTime } = await ask('cloudtrail:GetTrailStatus', { Name: each.TrailARN ?? name }, place);
  const last =
    LatestDeliveryTime === undefined ? '' : `, last delivered ${agoInWords(LatestDeliveryTime.getTime(), now)}`;
  return [ok(name, `${each.IsOrganizationTrail ? "the organisation's, " : ''}on, of all Regions${last}`)];
}

function settings(each: Trail): readonly Finding[] {
  const { IsMultiRegionTrail, IncludeGlobalServiceEvents, LogFileValidationEnabled } = each;
  const name = nameOf(each);
  const update = `aws cloudtrail update-trail --name ${commandName(each)}`;
  return [
    ...(IsMultiRegionTrail
      ? []
      : [
          fault(
            name,
            `it is of ${each.HomeRegion} alone: a sign-in is recorded in the Region that took it, and others are missed`,
            `${update} --is-multi-region-trail`,
          ),
        ]),
    ...(IncludeGlobalServiceEvents
      ? []
      : [fault(name, 'it leaves out global services: IAM among them', `${update} --include-global-service-events`)]),
    ...(LogFileValidationEnabled
      ? []
      : [
          warning(
            name,
            'its files are not signed: nobody could prove that one was changed or deleted',
            `${update} --enable-log-file-validation`,
          ),
        ]),
  ];
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html */
function delivery(each: Trail, status: GetTrailStatusCommandOutput, now: Instant): readonly Finding[] {
  const name = nameOf(each);
  const { IsLogging, StopLoggingTime, LatestDeliveryError, LatestDeliveryTime } = status;
  if (!IsLogging) {
    const when = StopLoggingTime === undefined ? '' : `, ${agoInWords(StopLoggingTime.getTime(), now)}`;
    return [fault(name, `somebody switched it off${when}`, `aws cloudtrail start-logging --name ${commandName(each)}`)];
  }
  if (LatestDeliveryError)
    return [
      fault(
        name,
        `it cannot write its files: ${LatestDeliveryError}`,
        'Mend the policy of its bucket or key: both have to let cloudtrail.amazonaws.com in for this trail (the checks bucket-policies and key-policies).',
      ),
    ];
  if (LatestDeliveryTime === undefined)
    return [warning(name, 'it has not written a file yet', 'Wait for fifteen minutes, then run this again.')];
  if (now - LatestDeliveryTime.getTime() <= longestSilence) return [];
  return [
    warning(
      name,
      `its last file is of ${agoInWords(LatestDeliveryTime.getTime(), now)}`,
      'Where something happens in the account, look at the trail; where nothing does, this is how it should be.',
    ),
  ];
}

/** Sign-ins are management events that write. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html */
function selection(each: Trail, selectors: GetEventSelectorsCommandOutput): readonly Finding[] {
  const name = nameOf(each);
  const kinds = recorded(selectors);
  if (kinds.has('write') && kinds.has('read')) return [];
  const mend = `aws cloudtrail put-event-selectors --trail-name ${commandName(each)} with management events, ReadWriteType All (it replaces what is selected now).`;
  if (kinds.has('write'))
    return [warning(name, 'it records management events that write, and none that read: sign-ins are seen', mend)];
  return [fault(name, 'it records no management events that write: sign-ins are among them', mend)];
}

function recorded({ EventSelectors = [], AdvancedEventSelectors = [] }: GetEventSelectorsCommandOutput): Set<string> {
  const simple = EventSelectors.filter(({ IncludeManagementEvents }) => IncludeManagementEvents !== false).map(
    ({ ReadWriteType = 'All' }) => ReadWriteType,
  );
  const advanced = AdvancedEventSelectors.flatMap(({ FieldSelectors = [] }) => {
    const of = (field: string) => FieldSelectors.find(({ Field }) => Field === field);
    if (!of('eventCategory')?.Equals?.includes('Management')) return [];
    const readOnly = of('readOnly')?.Equals?.[0];
    if (readOnly === undefined) return ['All'];
    return [readOnly === 'true' ? 'ReadOnly' : 'WriteOnly'];
  });
  const all = [...simple, ...advanced];
  return new Set([
    ...(all.some((each) => each !== 'ReadOnly') ? ['write'] : []),
    ...(all.some((each) => each !== 'WriteOnly') ? ['read'] : []),
  ]);
}

/** A trail is changed in its home Region. */
function commandName(each: Trail): string {
  return `${nameOf(each)} --region ${each.HomeRegion}`;
}

function nameOf({ Name, TrailARN }: Trail): string {
  return Name ?? TrailARN ?? 'a trail';
}
