import { limits } from '../../../../lambda/config/limits.ts';
import { type Duration, days, hours, minutes } from '../../../../lambda/core/time.ts';
import { counted } from '../../../../lambda/render/quantity.ts';
import { type Check, lookAt, lookAtEach, type Ports } from '../check.ts';
import { type Finding, fault, ok, warning } from '../finding.ts';
import { type FunctionFacts, functionsIn, type OwnFunction } from '../function-facts.ts';
import { agoInWords, lengthInWords } from '../in-words.ts';
import { putBack } from '../mends.ts';
import { metricValues, sumOf } from '../metric-values.ts';

/** Whether the functions can run, did so without an error, and are as they were deployed. */
export const functions: Check = {
  id: 'functions',
  title: 'Functions',
  needs: [
    'cloudformation:ListStackResources',
    'lambda:GetFunctionConfiguration',
    'lambda:GetFunctionConcurrency',
    'cloudwatch:GetMetricData',
  ],
  look: (ports) =>
    lookAt('functions', async () =>
      lookAtEach(
        await functionsIn(ports),
        ({ name }) => name,
        (each) => ofFunction(each, ports),
      ),
    ),
};

async function ofFunction(each: OwnFunction, ports: Ports): Promise<readonly Finding[]> {
  const { name } = each;
  const wrong = await Promise.all([
    lookAt(name, async () => settings(each, await each.read(), ports)),
    lookAt(name, () => concurrency(name, ports)),
    lookAt(name, () => counts(each, ports)),
    lookAt(name, () => runs(each, ports)),
  ]);
  const findings = wrong.flat();
  return findings.length > 0 ? findings : [ok(name, 'can run, with no error in the last hour')];
}

/** What CloudFormation was done with, it had changed minutes before, at most. */
const slack = minutes(15);

function settings({ name, deployed }: OwnFunction, facts: FunctionFacts, { now }: Ports): readonly Finding[] {
  const { state, why, lastUpdate, lastUpdateWhy, modified } = facts;
  const again = 'Deploy again; the reason says what is in the way.';
  return [
    ...(/^(?:Active|Inactive)$/.test(state) ? [] : [fault(name, `it cannot run: ${state}${because(why)}`, again)]),
    ...(lastUpdate === 'Failed' ? [fault(name, `its last change failed${because(lastUpdateWhy)}`, again)] : []),
    ...(modified !== undefined && deployed !== undefined && modified - deployed > slack
      ? [
          warning(
            name,
            `somebody changed its code or settings outside the stack, ${agoInWords(modified, now)}`,
            'Find out who, in CloudTrail (UpdateFunctionCode, UpdateFunctionConfiguration). Put it back: npx cdk deploy --revert-drift',
          ),
        ]
      : []),
  ];
}

function because(why: string | undefined): string {
  return why === undefined ? '' : `, as ${why}`;
}

async function concurrency(name: string, { ask }: Ports): Promise<readonly Finding[]> {
  const { ReservedConcurrentExecutions } = await ask('lambda:GetFunctionConcurrency', { FunctionName: name });
  if (ReservedConcurrentExecutions !== 0) return [];
  return [
    fault(
      name,
      'it is throttled to nothing: its reserved concurrency is 0',
      `aws lambda delete-function-concurrency --function-name ${name}. Find out who set it.`,
    ),
  ];
}

/** How often a schedule starts it; of the canary the longest that the configuration takes, as nothing deployed says it. */
const intervals: ReadonlyMap<string, Duration> = new Map([
  ['EntraPoller', minutes(limits.poll.everyMinutes)],
  ['Sweeper', minutes(limits.sweep.everyMinutes)],
  ['Canary', days(1)],
]);

/** Of a function that only messages start, that none came is no fault of its own. */
async function runs({ name, label, deployed }: OwnFunction, ports: Ports): Promise<readonly Finding[]> {
  const interval = intervals.get(label);
  if (interval === undefined) return [];
  const within = Math.max(hours(1), 2 * interval) as Duration;
  if (deployed !== undefined && ports.now - deployed < 2 * interval) return [];
  if ((await sumWithin('Invocations', { name, within }, ports)) > 0) return [];
  return [
    warning(
      name,
      `${label} did not run in ${lengthInWords(within)}, though a schedule is to start it`,
      `See its schedule in EventBridge Scheduler: whether it is enabled, and its role still there. ${putBack}`,
    ),
  ];
}

async function sumWithin(
  metric: string,
  { name, within }: { readonly name: string; readonly within: Duration },
  ports: Ports,
): Promise<number> {
  const dimension = { Name: 'FunctionName', Value: name };
  return sumOf(
    await metricValues({ namespace: 'AWS/Lambda', name: metric, dimension, statistic: 'Sum', within }, ports),
  );
}

async function counts({ name, label }: OwnFunction, ports: Ports): Promise<readonly Finding[]> {
  const count = (metric: string): Promise<number> => sumWithin(metric, { name, within: hours(1) }, ports);
  const [errors, throttles] = await Promise.all([count('Errors'), count('Throttles')]);
  return [
    ...(errors === 0
      ? []
      : [
          fault(
            name,
            `${label} failed ${counted(errors, 'time')} in the last hour`,
            'docs/runbook.md#a-function-that-fails',
          ),
        ]),
    ...(throttles === 0
      ? []
      : [
          warning(
            name,
            `${label} was not let run ${counted(throttles, 'time')} in the last hour`,
            'docs/runbook.md#a-function-that-is-throttled',
          ),
        ]),
  ];
}
