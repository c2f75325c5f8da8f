import { type Config, defaultConfig } from '../../lambda/config/schema.ts';
import type { Assembly } from '../../local/assembly.ts';
import { type Properties, type Resource, templateOf } from '../lib/synthesise.ts';

/** A template's JSON that a test may change. */
export interface Changeable {
  readonly Resources: Record<string, Resource>;
  readonly Outputs: Record<string, { readonly Value: unknown }>;
}

/** A copy of the template, changed. */
export function changed(template: unknown, change: (template: Changeable) => void): unknown {
  const copy = structuredClone(template) as Changeable;
  change(copy);
  return copy;
}

/** The resources of one type. */
export function resourcesOf({ Resources }: Changeable, type: string): readonly Properties[] {
  return Object.values(Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);
}

/** Takes statements out of a policy: a role's by default, or what else is in that property of the resource. */
export function withoutGrant(
  { Resources }: Changeable,
  policyId: string,
  isMeant: (statement: Properties) => boolean,
  property = 'PolicyDocument',
): void {
  const [id] = Object.keys(Resources).filter((each) => each.includes(policyId));
  const document = Resources[id as string]?.Properties[property];
  const left = document.Statement.filter((statement: Properties) => !isMeant(statement));
  if (left.length === document.Statement.length) throw new Error(`${policyId} has no such statement`);
  document.Statement = left;
}

const idle = ['AWS::Lambda::EventSourceMapping', 'AWS::Lambda::Function', 'AWS::Scheduler::Schedule'];

/** An assembly, changed, that needs no bundle, as it has no functions: what is left are the services and the roles. */
export function withoutFunctions(
  config: Config = defaultConfig,
  change: (template: Changeable) => void = () => {},
): Assembly {
  const template = changed(templateOf(config), (all) => {
    change(all);
    for (const [id, { Type }] of Object.entries(all.Resources)) {
      if (idle.includes(Type) || id.includes('ScheduleRole')) delete all.Resources[id];
    }
  });
  return {
    config,
    stackName: 'Gatewarden',
    template,
    forwarders: [],
    codeFolder() {
      throw new Error('there are no functions');
    },
    remove() {},
  };
}
