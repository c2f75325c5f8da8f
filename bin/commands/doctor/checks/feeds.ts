import { cursorKey, toCursor } from '../../../../lambda/adapters/dynamodb/cursors.ts';
import { DamagedItem } from '../../../../lambda/adapters/errors.ts';
import { defaultAlarms } from '../../../../lambda/config/alarms.ts';
import { deployedOutputs } from '../../../../lambda/config/deployed.ts';
import { limits } from '../../../../lambda/config/limits.ts';
import { metrics } from '../../../../lambda/config/metrics.ts';
import { tableOutput } from '../../../../lambda/config/table.ts';
import { days, type Instant, minutes } from '../../../../lambda/core/time.ts';
import { type Check, lookAt, type Ports } from '../check.ts';
import { type Finding, fault, ok, unknown, warning } from '../finding.ts';
import { isFresh, notYet } from '../fresh.ts';
import { functionsIn } from '../function-facts.ts';
import { agoInWords, lengthInWords } from '../in-words.ts';
import { metricValues } from '../metric-values.ts';

/** As the alarm has it where nothing is said. */
const longestSilence = minutes(defaultAlarms.noFilesMinutes.cloudtrail || 60);

/** How far back a file is looked for. */
const lookBack = days(3);
const noFile = `no log file was read in ${lengthInWords(lookBack)}`;

/** Whether log files and sign-ins still come. */
export const feeds: Check = {
  id: 'feeds',
  title: 'Feeds',
  needs: ['cloudwatch:GetMetricData', 'cloudformation:ListStackResources', 'dynamodb:GetItem'],
  async look(ports) {
    const found = await Promise.all([
      lookAt('CloudTrail', () => fromCloudTrail(ports)),
      lookAt('Entra ID', () => fromEntra(ports)),
    ]);
    return found.flat();
  },
};

async function fromCloudTrail(ports: Ports): Promise<readonly Finding[]> {
  const last = await lastFile('CloudTrailDetector', ports);
  const mend =
    'See the checks trail, notification, queue-policies and mappings: one of them says why. docs/runbook.md#no-log-files-come';
  if (last === undefined) return [await unlessFresh('CloudTrailDetector', fault('CloudTrail', noFile, mend), ports)];
  const ago = `the last log file was read ${agoInWords(last, ports.now)}`;
  if (ports.now - last > longestSilence) return [warning('CloudTrail', ago, mend)];
  return [ok('CloudTrail', ago)];
}

/** Nothing may have come yet to a function that was only just deployed. */
async function unlessFresh(reader: string, otherwise: Finding, ports: Ports): Promise<Finding> {
  const { now } = ports;
  const deployed = (await functionsIn(ports)).find(({ label }) => label === reader)?.deployed;
  if (deployed === undefined || !isFresh(deployed, now)) return otherwise;
  return notYet(otherwise.about, otherwise.what, { deployed, now });
}

/** By files, by Microsoft Graph, or both: one way is enough. */
async function fromEntra(ports: Ports): Promise<readonly Finding[]> {
  const cursor = ports.deployment.optional(deployedOutputs.cursor);
  if (cursor !== undefined) return fromGraph(cursor, ports);
  const last = await lastFile('EntraDetector', ports);
  if (last !== undefined) return [ok('Entra ID', `the last file was read ${agoInWords(last, ports.now)}`)];
  return [
    warning(
      'Entra ID',
      `no sign-ins came in ${lengthInWords(lookBack)}: failures there are not matched with logins here`,
      'Set entra.graph in the configuration, or drop files into the landing bucket: docs/deploy.md, "Entra ID\'s sign-in logs". --skip feeds leaves this out.',
    ),
  ];
}

async function fromGraph(name: string, ports: Ports): Promise<readonly Finding[]> {
  const { ask, deployment, now } = ports;
  const { Item } = await ask('dynamodb:GetItem', {
    TableName: deployment.output(tableOutput),
    Key: { ...cursorKey(name) },
    ConsistentRead: true,
  });
  const mend =
    "See the poller's log, and docs/runbook.md#the-graph-poller-stands-still: its credential, its permission or its way to Microsoft Graph. The secret itself is not looked at here.";
  const reached = Item === undefined ? undefined : reachedBy(Item);
  if (reached === 'damaged') return [unknown('Entra ID', "the poller's cursor in the table is damaged", mend)];
  if (reached === undefined)
    return [await unlessFresh('EntraPoller', fault('Entra ID', 'the poller has never read a sign-in', mend), ports)];
  const ago = `all sign-ins were read until ${agoInWords(reached, now)}`;
  if (now - reached > minutes(limits.poll.longestCursorAgeMinutes)) return [fault('Entra ID', ago, mend)];
  return [ok('Entra ID', ago)];
}

/** Until when all kinds of sign-ins were read: as far as the one that is behind the most. */
function reachedBy(item: Parameters<typeof toCursor>[0]): Instant | 'damaged' | undefined {
  try {
    const all = Object.values(toCursor(item).parts).map(({ through }) => through);
    return all.toSorted((a, b) => a - b)[0];
  } catch (error) {
    if (error instanceof DamagedItem) return 'damaged';
    throw error;
  }
}

async function lastFile(label: string, ports: Ports): Promise<Instant | undefined> {
  const reader = (await functionsIn(ports)).find((each) => each.label === label);
  if (reader === undefined) return undefined;
  const values = await metricValues(
    {
      namespace: metrics.namespace,
      name: metrics.names.objects,
      dimension: { Name: metrics.functionDimension, Value: reader.name },
      statistic: 'Sum',
      within: lookBack,
    },
    ports,
  );
  return values.find(({ value }) => value > 0)?.at;
}
