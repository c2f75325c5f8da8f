import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleGroup, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import { HandlerFunction, type HandlerFunctionProps } from './handler-function.ts';

export interface ScheduledFunctionProps extends Omit<HandlerFunctionProps, 'whenNobodyWaits'> {
  /** How often it runs. */
  readonly everyMinutes: number;
  /** What it is for, as its schedule shows it. */
  readonly purpose: string;
}

/** Of an event for Lambda: https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html */
const longestWait = Duration.hours(6);

/**
 * A function that a schedule starts every few minutes. Neither a run that fails nor one that could not begin is repeated:
 * the next one does what it left.
 */
export class ScheduledFunction extends HandlerFunction {
  constructor(scope: Construct, id: string, { everyMinutes, purpose, ...props }: ScheduledFunctionProps) {
    const interval = Duration.minutes(everyMinutes);
    const maxEventAge = Duration.minutes(Math.min(everyMinutes, longestWait.toMinutes()));
    super(scope, id, { ...props, whenNobodyWaits: { retryAttempts: 0, maxEventAge } });

    // CDK would keep it, and its name, so that what is switched off could not be switched on again.
    const group = new ScheduleGroup(this, 'Schedules', { removalPolicy: RemovalPolicy.DESTROY });
    const role = this.roleOf(group);
    const schedule = new Schedule(this, 'Schedule', {
      description: purpose,
      schedule: ScheduleExpression.rate(interval),
      timeWindow: TimeWindow.off(),
      scheduleGroup: group,
      // Left alone, the target would also let the role invoke every version of the function.
      target: new LambdaInvoke(this.function, { role: role.withoutPolicyUpdates(), retryAttempts: 0 }),
    });
    schedule.node.addDependency(role); // and its policy, or the first run would be refused
  }

  /** What schedules of the group act as: it may start this function, and nothing else. */
  private roleOf(group: ScheduleGroup): Role {
    // As https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html has it.
    const assumedBy = new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': Stack.of(this).account, 'aws:SourceArn': group.scheduleGroupArn },
      },
    });
    const role = new Role(this, 'ScheduleRole', { assumedBy });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.function.functionArn] }),
    );
    return role;
  }
}
