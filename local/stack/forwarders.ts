import type { ForwarderTemplate } from '../assembly.ts';
import { TemplateFault } from '../errors.ts';
import { busArn } from '../here.ts';
import { resolveTemplate } from '../template/resources.ts';
import { readTemplate } from '../template/template.ts';
import { readBuses, readRules } from './event-buses.ts';
import type { Stack } from './read-stack.ts';
import { readRoles } from './roles.ts';

const types = ['AWS::CDK::Metadata', 'AWS::Events::Rule', 'AWS::IAM::Policy', 'AWS::IAM::Role'];

/**
 * The stack, with the stacks of other Regions that forward sign-ins to it: their default buses, rules and roles. Throws
 * TemplateFault where one has anything else.
 */
export function withForwarders(stack: Stack, forwarders: readonly ForwarderTemplate[]): Stack {
  const elsewhere = forwarders.map(readForwarder);
  return {
    ...stack,
    buses: [...stack.buses, ...elsewhere.flatMap(({ buses }) => buses)],
    rules: [...stack.rules, ...elsewhere.flatMap(({ rules }) => rules)],
    roles: [...stack.roles, ...elsewhere.flatMap(({ roles }) => roles)],
  };
}

function readForwarder({
  stackName,
  region,
  template: json,
}: ForwarderTemplate): Pick<Stack, 'buses' | 'rules' | 'roles'> {
  const template = readTemplate(json);
  const unknown = Object.entries(template.Resources).find(([, { Type }]) => !types.includes(Type));
  if (unknown !== undefined)
    throw new TemplateFault(
      `the template of ${stackName} has ${unknown[0]}, a ${unknown[1].Type}: in another Region the cloud on the laptop has rules alone`,
    );
  const { resourcesOf } = resolveTemplate(template, { stackName, region, endpoint: 'nowhere' });
  const buses = readBuses([], [], (name) => busArn(name, { region }));
  return {
    buses,
    rules: readRules(resourcesOf('AWS::Events::Rule'), buses),
    roles: readRoles(resourcesOf('AWS::IAM::Role'), resourcesOf('AWS::IAM::Policy')),
  };
}
