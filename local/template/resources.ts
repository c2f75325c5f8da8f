import { TemplateFault } from '../errors.ts';
import { here } from '../here.ts';
import { type Identity, identityOf, madeUpName, nameProperties } from './identity.ts';
import { type References, resolve } from './resolve.ts';
import type { Template } from './template.ts';

/** A resource with its references worked out. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: unknown;
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives. Throws TemplateFault where the type has no such attribute. */
  attribute(name: string): string;
}

export interface Names {
  readonly stackName: string;
  /** Where the cloud is found; URLs of queues begin with it. */
  readonly endpoint: string;
  /** @default - the cloud's own */
  readonly region?: string;
}

/** The resources and outputs of a template, with every reference worked out when it is asked for. */
export interface Resolved {
  resourcesOf(type: string): readonly Resource[];
  readonly outputs: ReadonlyMap<string, string>;
}

/** Throws TemplateFault at a reference to nothing, and at a function that is not known here. */
export function resolveTemplate(template: Template, { stackName, endpoint, region = here.region }: Names): Resolved {
  const identities = new Map<string, Identity>();

  const references: References = {
    ref(name) {
      if (name === 'AWS::NoValue') return undefined;
      return pseudo(name, { stackName, region }) ?? identity(name).ref;
    },
    attribute: (logicalId, name) => attributeOf(logicalId, identity(logicalId), name),
  };

  function identity(logicalId: string): Identity {
    const known = identities.get(logicalId) ?? makeIdentity(logicalId);
    identities.set(logicalId, known);
    return known;
  }

  function makeIdentity(logicalId: string): Identity {
    const resource = Object.hasOwn(template.Resources, logicalId) ? template.Resources[logicalId] : undefined;
    if (resource === undefined) throw new TemplateFault(`something refers to ${logicalId}, which is no resource`);
    const { Type: type, Properties } = resource;
    const property = nameProperties[type];
    const given = property === undefined ? undefined : resolve(Properties[property], references, logicalId);
    const own = typeof given === 'string' ? given : madeUpName(type, stackName, logicalId);
    const made = identityOf(type, `${busBefore(type, Properties)}${own}`, { endpoint, region });
    if (made === undefined)
      throw new TemplateFault(`something refers to ${logicalId}, and nobody knows the name of a ${type}`);
    return made;
  }

  /** A rule is named within its bus, which a template gives by name or ARN. */
  function busBefore(type: string, { EventBusName }: Template['Resources'][string]['Properties']): string {
    if (type !== 'AWS::Events::Rule' || EventBusName === undefined) return '';
    const bus = String(resolve(EventBusName, references, 'EventBusName'))
      .split('/')
      .at(-1);
    return bus === 'default' ? '' : `${bus}/`;
  }

  return {
    resourcesOf: (wanted) =>
      Object.entries(template.Resources)
        .filter(([, { Type }]) => Type === wanted)
        .map(([logicalId, { Type: type, Properties }]) => ({
          logicalId,
          type,
          properties: resolve(Properties, references, logicalId),
          get ref() {
            return identity(logicalId).ref;
          },
          attribute: (name) => references.attribute(logicalId, name),
        })),
    outputs: new Map(
      Object.entries(template.Outputs).map(([name, { Value }]) => [
        name,
        String(resolve(Value, references, `the output ${name}`)),
      ]),
    ),
  };
}

function attributeOf(logicalId: string, { attributes }: Identity, name: string): string {
  const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  if (value === undefined) throw new TemplateFault(`something refers to ${logicalId}.${name}, which is not known here`);
  return value;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
function pseudo(name: string, { stackName, region }: { stackName: string; region: string }): string | undefined {
  const values: Readonly<Record<string, string>> = {
    'AWS::AccountId': here.account,
    'AWS::Region': region,
    'AWS::Partition': here.partition,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
