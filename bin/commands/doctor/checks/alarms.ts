import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Instant } from '../../../../lambda/core/time.ts';
import { counted } from '../../../../lambda/render/quantity.ts';
import { type Check, lookAt, type Ports } from '../check.ts';
import { placeOutput } from '../deployment.ts';
import { type Finding, fault, ok, warning } from '../finding.ts';
import { isFresh, notYet } from '../fresh.ts';
import { bringBack, putBack } from '../mends.ts';

/** Whether an alarm is on, cannot tell, or would tell nobody. */
export const alarms: Check = {
  id: 'alarms',
  title: 'Alarms',
  needs: ['cloudformation:ListStackResources', 'cloudwatch:DescribeAlarms'],
  look: (ports) => lookAt('alarms', () => ofStack(ports)),
};

/** As many as can be asked for at once. */
const mostNames = 100;

async function ofStack(ports: Ports): Promise<readonly Finding[]> {
  const resources = await ports.deployment.resources('AWS::CloudWatch::Alarm');
  const deployed = new Map(resources.map(({ id, changed }) => [id, changed]));
  const names = [...deployed.keys()];
  if (names.length === 0)
    return [fault('alarms', 'the stack has none: nobody is told when it is in trouble', bringBack)];
  const found: MetricAlarm[] = [];
  for (let index = 0; index < names.length; index += mostNames) {
    const AlarmNames = names.slice(index, index + mostNames);
    const { MetricAlarms = [] } = await ports.ask('cloudwatch:DescribeAlarms', { AlarmNames, MaxRecords: mostNames });
    found.push(...MetricAlarms);
  }
  const there = new Set(found.map(({ AlarmName }) => AlarmName));
  const findings = [
    ...names.filter((name) => !there.has(name)).map((name) => fault(name, 'it is gone', bringBack)),
    ...found.flatMap((alarm) => ofAlarm(alarm, ports, deployed.get(alarm.AlarmName ?? ''))),
  ];
  return findings.length > 0 ? findings : [ok('alarms', `${counted(names.length, 'alarm')}, none goes off`)];
}

function ofAlarm(alarm: MetricAlarm, { deployment, now }: Ports, deployed?: Instant): readonly Finding[] {
  const topic = deployment.output(placeOutput);
  const { AlarmName: name = '', AlarmDescription: description = '', StateValue, ActionsEnabled } = alarm;
  return [
    ...(StateValue === 'ALARM' ? [onAlarm(name, description, { deployed, now })] : []),
    ...(StateValue === 'INSUFFICIENT_DATA'
      ? [
          warning(
            name,
            'it has no data to tell by',
            'New alarms have none for some minutes. Where it stays so, its metric does not come: see the check functions.',
          ),
        ]
      : []),
    ...(ActionsEnabled === false
      ? [
          warning(
            name,
            'it tells nobody: its actions are switched off',
            `aws cloudwatch enable-alarm-actions --alarm-names ${name}`,
          ),
        ]
      : []),
    ...(alarm.AlarmActions?.includes(topic)
      ? []
      : [warning(name, 'it does not tell the operators: their topic is not among its actions', putBack)]),
  ];
}

function onAlarm(
  name: string,
  description: string,
  { deployed, now }: { readonly deployed: Instant | undefined; readonly now: Instant },
): Finding {
  const [meaning = '', toDo = ''] = description.split(/ (?=What to do: )/);
  const what = `it goes off: ${meaning}`;
  if (deployed !== undefined && isFresh(deployed, now)) return notYet(name, what, { deployed, now });
  return fault(name, what, toDo.replace(/^What to do: /, ''));
}
