import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleGroup, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import type { GraphAuth, GraphConfig } from '../lambda/config/entra-graph.ts';
import { limits } from '../lambda/config/limits.ts';
import type { DetectionConfig } from '../lambda/config/schema.ts';
import { acknowledge } from './acknowledge.ts';
import { HandlerFunction } from './handler-function.ts';
import { grantKey } from './key-grant.ts';
import { output } from './output.ts';

export interface GraphPollerProps {
  readonly graph: GraphConfig;
  /** Goes into the bundle. */
  readonly config: DetectionConfig;
}

const { everyMinutes, functionTimeoutSeconds, identityTokenSeconds } = limits.poll;

/**
 * A function that reads sign-ins from Microsoft Graph, every few minutes. A run that fails is not repeated: the next one
 * reads what it left. That none comes any more shows in the age of its cursor.
 */
export class GraphPoller extends HandlerFunction {
  constructor(scope: Construct, id: string, { graph, config }: GraphPollerProps) {
    super(scope, id, {
      handler: 'entra-poll',
      description: 'Gatewarden: reads Entra ID sign-ins from Microsoft Graph and judges the console logins near them',
      config,
      timeoutSeconds: functionTimeoutSeconds,
      whenNobodyWaits: { retryAttempts: 0, maxEventAge: Duration.minutes(everyMinutes) },
    });

    this.authenticate(graph.auth);
    this.runEvery(Duration.minutes(everyMinutes));
  }

  private authenticate(auth: GraphAuth): void {
    switch (auth.method) {
      case 'secret':
      case 'certificate':
        this.readSecret(auth);
        return;
      case 'federated':
        this.proveItself(auth);
        return;
      default:
        auth satisfies never;
    }
  }

  private readSecret({ secretArn, keyArn }: Extract<GraphAuth, { readonly secretArn: string }>): void {
    this.allow(['secretsmanager:GetSecretValue'], secretArn);
    if (keyArn === undefined) return; // the policy of aws/secretsmanager lets in whoever may read the secret
    const region = Stack.of(this).splitArn(secretArn, ArnFormat.COLON_RESOURCE_NAME).region;
    grantKey(this.role, { keyArn, via: 'secretsmanager', actions: ['kms:Decrypt'], region });
  }

  /**
   * Lets it have AWS's word for who it is, for Entra ID and nobody else. A list of audiences would satisfy ForAnyValue
   * with one of them, and an empty one ForAllValues; so all of them must be ours, and there must be one. RS256 is the
   * only algorithm that Entra ID takes.
   * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_policies.html,
   * https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations)
   */
  private proveItself({ audience }: Extract<GraphAuth, { readonly method: 'federated' }>): void {
    this.allow(['sts:GetWebIdentityToken'], '*', {
      'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': audience },
      Null: { 'sts:IdentityTokenAudience': 'false' },
      StringEquals: { 'sts:SigningAlgorithm': 'RS256' },
      NumericLessThanEquals: { 'sts:DurationSeconds': identityTokenSeconds },
    });
    acknowledge(
      this.role,
      'AwsSolutions-IAM5[Resource::*]',
      'sts:GetWebIdentityToken has no resource to name; its conditions say for whom, how signed and for how long.',
    );
    output(this, 'EntraFederatedSubject', {
      value: this.role.roleArn,
      description: `The subject of the federated credential that the app registration in Entra ID needs, with the audience ${audience} and this account's issuer (aws iam get-outbound-web-identity-federation-info).`,
    });
  }

  private runEvery(interval: Duration): void {
    const group = new ScheduleGroup(this, 'Schedules');
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
    const schedule = new Schedule(this, 'Schedule', {
      description: 'Gatewarden: when Microsoft Graph is asked for new sign-ins',
      schedule: ScheduleExpression.rate(interval),
      timeWindow: TimeWindow.off(),
      scheduleGroup: group,
      // Left alone, the target would also let the role invoke every version of the function.
      target: new LambdaInvoke(this.function, { role: role.withoutPolicyUpdates(), retryAttempts: 0 }),
    });
    schedule.node.addDependency(role); // and its policy, or the first run would be refused
  }
}
