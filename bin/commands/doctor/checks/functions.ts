import { hours, minutes } from '../../../../lambda/core/time.ts';
import { counted } from '../../../../lambda/render/counted.ts';
import { type Check, lookAt, lookAtEach, type Ports } from '../check.ts';
import { type Finding, fault, ok, warning } from '../finding.ts';
import { type FunctionFacts, functionsIn, type OwnFunction } from '../function-facts.ts';
import { agoInWords } from '../in-words.ts';
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
  ]);
  const findings = wrong.flat();
  return findings.length > 0 ? findings : [ok(name, 'runs, with no error in the last hour')];
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

async function counts({ name, label }: OwnFunction, ports: Ports): Promise<readonly Finding[]> {
  const count = async (metric: string): Promise<number> =>
    sumOf(
      await metricValues(
        {
          namespace: 'AWS/Lambda',
          name: metric,
          dimension: { Name: 'FunctionName', Value: name },
          statistic: 'Sum',
          within: hours(1),
        },
        ports,
      ),
    );
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
