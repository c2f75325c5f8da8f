import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Attribute, type Entity, fixtures, type ScalarType, type Schema, schemaFile } from './schema.ts';

/** OCSF as published, which stands beside the checkout where the project is developed, and nowhere else. */
export const published = join(import.meta.dirname, '../../../shared/ocsf-1.8.0');

interface PublishedAttribute {
  readonly type?: string;
  readonly is_array?: boolean;
  readonly requirement?: string;
  readonly profile?: string | null;
  readonly sibling?: string;
  readonly observable?: number;
  readonly caption?: string;
  readonly enum?: Readonly<Record<string, { readonly caption: string }>>;
  readonly '@deprecated'?: object;
}

interface PublishedEntity {
  readonly name: string;
  readonly caption: string;
  readonly uid?: number;
  readonly observable?: number;
  readonly extends?: string;
  readonly profiles?: readonly string[];
  readonly constraints?: { readonly at_least_one?: readonly string[]; readonly just_one?: readonly string[] };
  readonly attributes: Readonly<Record<string, PublishedAttribute>> & { readonly $include?: readonly string[] };
}

interface Dictionary {
  readonly attributes: Readonly<Record<string, PublishedAttribute>>;
  readonly types: { readonly attributes: Readonly<Record<string, PublishedType>> };
}

interface PublishedType {
  readonly type?: string;
  readonly caption: string;
  readonly observable?: number;
  readonly regex?: string;
  readonly max_len?: number;
  readonly range?: readonly [number, number];
}

type Attributes = Readonly<Record<string, PublishedAttribute>>;
type Captions = Readonly<Record<string, string | null>>;

interface Resolved extends Pick<PublishedEntity, 'constraints'> {
  readonly attributes: Attributes;
  readonly profiles: readonly string[];
}

/** The files of `fixtures`, by name: the schema, and the licence and notice under which it may be given on. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const copied = ['LICENSE', 'NOTICE'].map((name) => [name, readText(name)] as const);
  return new Map([[schemaFile, lines(generate())], ...copied]);
}

const dictionary = (): Dictionary => readJson<Dictionary>('dictionary.json');

function generate(): Schema {
  const { attributes, types } = dictionary();
  const detection = resolve('events/findings', 'detection_finding');
  const objects: Record<string, Entity> = {};
  const profiles = new Set(detection.profiles);
  const waiting = objectsOf(detection.attributes, attributes);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (objects[name] !== undefined) continue;
    const resolved = resolve('objects', name);
    objects[name] = toEntity(resolved, attributes);
    for (const profile of resolved.profiles) profiles.add(profile);
    waiting.push(...objectsOf(resolved.attributes, attributes));
  }
  return {
    version: readJson<{ version: string }>('version.json').version,
    class: classified(toEntity(detection, attributes)),
    profiles: [...profiles].toSorted(),
    objects: sorted({ ...objects, observable: withKinds(objects['observable'] as Entity, Object.keys(objects)) }),
    types: sorted(Object.fromEntries(Object.entries(types.attributes).map(([name, type]) => [name, toType(type)]))),
  };
}

/** An entity over what it extends, over the profiles that it includes. */
function resolve(folder: string, name: string): Resolved {
  const own = readJson<PublishedEntity>(`${folder}/${name}.json`);
  const parent = own.extends === undefined ? undefined : resolve(folderOf(folder, own.extends), own.extends);
  const { $include: included = [], ...attributes } = own.attributes;
  const layers = [...included.map(profileAttributes), attributes as Attributes];
  const constraints = own.constraints ?? parent?.constraints;
  return {
    attributes: layers.reduce(merged, parent?.attributes ?? {}),
    profiles: [...(parent?.profiles ?? []), ...(own.profiles ?? [])],
    ...(constraints !== undefined && { constraints }),
  };
}

function folderOf(folder: string, name: string): string {
  return name === 'base_event' ? 'events' : folder;
}

function profileAttributes(file: string): Attributes {
  const { name, attributes } = readJson<PublishedEntity>(file);
  return Object.fromEntries(Object.entries(attributes).map(([key, each]) => [key, { profile: name, ...each }]));
}

function merged(below: Attributes, above: Attributes): Attributes {
  const both = Object.entries(above).map(([name, each]) => [name, mergedAttribute(below[name] ?? {}, each)]);
  return { ...below, ...Object.fromEntries(both) };
}

/** What is said closer to the entity holds; enumerations grow. A profile of null says: also without one. */
function mergedAttribute(below: PublishedAttribute, above: PublishedAttribute): PublishedAttribute {
  const values = { ...below.enum, ...above.enum };
  return { ...below, ...above, ...(Object.keys(values).length > 0 && { enum: values }) };
}

function objectsOf(attributes: Attributes, known: Attributes): string[] {
  const types = Object.entries(attributes).map(([name, each]) => mergedAttribute(known[name] ?? {}, each).type ?? '');
  return types.filter((type) => !type.endsWith('_t'));
}

function toEntity({ attributes, constraints }: Resolved, known: Attributes): Entity {
  return {
    ...(constraints?.at_least_one !== undefined && { atLeastOne: constraints.at_least_one }),
    ...(constraints?.just_one !== undefined && { justOne: constraints.just_one }),
    attributes: sorted(
      Object.fromEntries(Object.entries(attributes).map(([name, each]) => [name, toAttribute(name, each, known)])),
    ),
  };
}

function toAttribute(name: string, own: PublishedAttribute, known: Attributes): Attribute {
  const general = known[name];
  const { type, ...each } = mergedAttribute(general ?? {}, own);
  if (general === undefined || type === undefined) throw new Error(`the dictionary does not know '${name}'`);
  const { requirement, profile, sibling } = each;
  return {
    type,
    ...(each.is_array === true && { array: true }),
    ...((requirement === 'required' || requirement === 'recommended') && { requirement }),
    ...(profile !== undefined && profile !== null && { profile }),
    ...(each['@deprecated'] !== undefined && { deprecated: true }),
    ...(sibling !== undefined && { sibling }),
    ...(each.enum !== undefined && { enum: captionsOf(each.enum) }),
  };
}

function captionsOf(values: Required<PublishedAttribute>['enum']): Captions {
  return Object.fromEntries(Object.entries(values).map(([value, { caption }]) => [value, caption]));
}

function toType({ type, regex, max_len: maxLength, range }: PublishedType): ScalarType {
  return {
    ...(type !== undefined && { type }),
    ...(regex !== undefined && { regex }),
    ...(maxLength !== undefined && { maxLength }),
    ...(range !== undefined && { range }),
  };
}

/** The enumerations that the schema leaves to arithmetic: type = class * 100 + activity, class = category * 1000 + own. */
function classified(entity: Entity): Entity {
  const { uid, caption } = readJson<PublishedEntity>('events/findings/detection_finding.json');
  const { findings } = readJson<{ attributes: Record<string, PublishedEntity> }>('categories.json').attributes;
  if (uid === undefined || findings?.uid === undefined) throw new Error('class and category must have numbers');
  const classUid = findings.uid * 1_000 + uid;
  const activities = Object.entries(entity.attributes['activity_id']?.enum ?? {});
  const types = activities.map(([id, activity]) => [classUid * 100 + Number(id), `${caption}: ${activity}`]);
  const enums: Readonly<Record<string, Captions>> = {
    category_uid: { [findings.uid]: findings.caption },
    class_uid: { [classUid]: caption },
    type_uid: Object.fromEntries(types),
  };
  const changed = Object.entries(entity.attributes).map(([name, attribute]) => {
    const values = enums[name];
    return [name, values === undefined ? attribute : { ...attribute, enum: values }] as const;
  });
  return { ...entity, attributes: Object.fromEntries(changed) };
}

/** The kinds of observables: whatever in the schema has an `observable` number. */
function withKinds(observable: Entity, objects: readonly string[]): Entity {
  const { attributes, types } = dictionary();
  const kinds: Record<string, string | null> = {};
  for (const { observable: id, caption } of [...Object.values(types.attributes), ...Object.values(attributes)]) {
    if (id !== undefined) kinds[id] = caption ?? null;
  }
  for (const object of objects.map((name) => readJson<PublishedEntity>(`objects/${name}.json`))) {
    if (object.observable !== undefined) kinds[object.observable] = object.caption;
    for (const { observable: id } of Object.values(object.attributes as Attributes))
      if (id !== undefined) kinds[id] ??= null;
  }
  const typeId = observable.attributes['type_id'] as Attribute;
  const all = { ...observable.attributes, type_id: { ...typeId, enum: { ...kinds, ...typeId.enum } } };
  return { ...observable, attributes: all };
}

function sorted<Value>(record: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** JSON with a line for each attribute of the class, each object and each type: differences stay readable. */
function lines({ version, class: { attributes, ...rest }, profiles, objects, types }: Schema): string {
  const about = {
    comment: 'Generated by test/ocsf/generate.ts, do not edit: what an OCSF Detection Finding can hold.',
    source: `OCSF ${version}, https://github.com/ocsf/ocsf-schema, selected and rewritten`,
    licence: 'Apache-2.0, see LICENSE and NOTICE beside this file. Copyright OCSF a Series of LF Projects, LLC',
  };
  const head = Object.entries({ ...about, version, profiles }).map(([key, value]) => `${member(key, value)},`);
  const constraints = Object.entries(rest).map(([key, value]) => `${member(key, value)},`);
  return [
    '{',
    ...head,
    `"class": {${constraints.join('')} "attributes": {`,
    `${members(attributes)}}},`,
    '"objects": {',
    `${members(objects)}},`,
    '"types": {',
    `${members(types)}}`,
    '}',
    '',
  ].join('\n');
}

function members(record: Readonly<Record<string, unknown>>): string {
  return Object.entries(record)
    .map(([key, value]) => member(key, value))
    .join(',\n');
}

function member(key: string, value: unknown): string {
  return `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
}

function readJson<Content>(path: string): Content {
  return JSON.parse(readText(path)) as Content;
}

function readText(path: string): string {
  return readFileSync(join(published, path), 'utf8');
}

if (import.meta.main) {
  if (!existsSync(published)) throw new Error(`OCSF is expected in ${published}`);
  mkdirSync(fixtures, { recursive: true });
  for (const [name, text] of generatedFiles()) writeFileSync(join(fixtures, name), text);
}
