import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { GraphAuth, GraphConfig } from '../lambda/config/entra-graph.ts';
import { limits } from '../lambda/config/limits.ts';
import type { DetectionConfig } from '../lambda/config/schema.ts';
import { acknowledge } from './acknowledge.ts';
import { grantKey } from './key-grant.ts';
import { output } from './output.ts';
import { ScheduledFunction } from './scheduled-function.ts';

export interface GraphPollerProps {
  readonly graph: GraphConfig;
  /** Lies beside its code. */
  readonly config: DetectionConfig;
}

const { everyMinutes, functionTimeoutSeconds, identityTokenSeconds } = limits.poll;

/** Reads sign-ins from Microsoft Graph, every few minutes. That no run comes any more shows in the age of its cursor. */
export class GraphPoller extends ScheduledFunction {
  constructor(scope: Construct, id: string, { graph, config }: GraphPollerProps) {
    super(scope, id, {
      handler: 'entra-poll',
      description: 'Gatewarden: reads Entra ID sign-ins from Microsoft Graph and judges the console logins near them',
      config,
      timeoutSeconds: functionTimeoutSeconds,
      everyMinutes,
      purpose: 'Gatewarden: when Microsoft Graph is asked for new sign-ins',
    });

    this.authenticate(graph.auth);
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
}
