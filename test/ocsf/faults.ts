import { type ScalarFaults, scalarFaults } from './scalar-faults.ts';
import type { Attribute, Entity, Schema } from './schema.ts';

type Json = Readonly<Record<string, unknown>>;

interface Judging {
  readonly schema: Schema;
  readonly active: ReadonlySet<unknown>;
  readonly scalar: ScalarFaults;
}

/** What is wrong with a Detection Finding, parsed from its JSON; each fault begins with its place. */
export function faults(finding: unknown, schema: Schema): readonly string[] {
  if (!isObject(finding)) return ['the finding is no object'];
  const metadata = isObject(finding['metadata']) ? finding['metadata'] : {};
  const profiles: readonly unknown[] = Array.isArray(metadata['profiles']) ? metadata['profiles'] : [];
  const judging = { schema, active: new Set(profiles), scalar: scalarFaults(schema.types) };
  return [...entityFaults(finding, schema.class, '', judging), ...classFaults(finding, metadata, profiles, schema)];
}

/** What holds for the finding as a whole. */
function classFaults(finding: Json, metadata: Json, profiles: readonly unknown[], schema: Schema): readonly string[] {
  const { class_uid: classUid, activity_id: activityId, type_uid: typeUid } = finding;
  const found: string[] = [];
  if (metadata['version'] !== schema.version) found.push(`metadata.version: must be ${schema.version}`);
  if (typeUid !== Number(classUid) * 100 + Number(activityId))
    found.push('type_uid: must be class_uid * 100 + activity_id');
  for (const profile of profiles) {
    if (!schema.profiles.includes(profile as string)) found.push(`metadata.profiles: there is no ${profile}`);
  }
  return found;
}

function entityFaults(value: Json, entity: Entity, place: string, judging: Judging): readonly string[] {
  const applies = ({ profile }: Attribute) => profile === undefined || judging.active.has(profile);
  const found: string[] = [];
  for (const [name, attribute] of Object.entries(entity.attributes)) {
    const missing = attribute.requirement === 'required' && !Object.hasOwn(value, name);
    if (missing && applies(attribute)) found.push(`${place}${name}: is required`);
  }
  for (const [name, held] of Object.entries(value)) {
    const attribute = Object.hasOwn(entity.attributes, name) ? entity.attributes[name] : undefined;
    if (attribute === undefined) found.push(`${place}${name}: is unknown`);
    else if (!applies(attribute)) found.push(`${place}${name}: needs the profile ${attribute.profile}`);
    else found.push(...attributeFaults(held, attribute, `${place}${name}`, judging));
    if (attribute?.deprecated === true) found.push(`${place}${name}: is deprecated`);
  }
  return [...found, ...constraintFaults(value, entity, place), ...siblingFaults(value, entity, place)];
}

function constraintFaults(value: Json, { atLeastOne, justOne }: Entity, place: string): readonly string[] {
  const count = (names: readonly string[]) => names.filter((name) => Object.hasOwn(value, name)).length;
  const found: string[] = [];
  if (atLeastOne !== undefined && count(atLeastOne) === 0) found.push(`${place}: needs one of ${atLeastOne}`);
  if (justOne !== undefined && count(justOne) !== 1) found.push(`${place}: needs just one of ${justOne}`);
  return found;
}

/** The words beside a number are the schema's own, unless the number says "other". */
function siblingFaults(value: Json, { attributes }: Entity, place: string): readonly string[] {
  return Object.entries(attributes).flatMap(([name, { sibling, enum: captions }]) => {
    if (sibling === undefined || captions === undefined) return [];
    const [id, words] = [value[name], value[sibling]];
    const caption = captions[String(id)];
    if (id === 99 || words === undefined || caption === undefined || caption === null || words === caption) return [];
    return [`${place}${sibling}: must be ${caption}, as ${name} is ${id}`];
  });
}

function attributeFaults(value: unknown, attribute: Attribute, place: string, judging: Judging): readonly string[] {
  if (attribute.array !== true) return valueFaults(value, attribute, place, judging);
  if (!Array.isArray(value)) return [`${place}: must be an array`];
  return value.flatMap((each, index) => valueFaults(each, attribute, `${place}[${index}]`, judging));
}

function valueFaults(value: unknown, attribute: Attribute, place: string, judging: Judging): readonly string[] {
  const { type, enum: captions } = attribute;
  if (type.endsWith('_t')) {
    const wrong = judging.scalar(value, type);
    if (wrong !== undefined) return [`${place}: ${wrong}`];
    const known = captions === undefined || Object.hasOwn(captions, String(value));
    return known ? [] : [`${place}: ${value} is not in the enumeration`];
  }
  if (!isObject(value)) return [`${place}: must be an object`];
  // The object without attributes of its own stands for any.
  if (type === 'object') return [];
  const entity = judging.schema.objects[type];
  if (entity === undefined) throw new Error(`the schema has no object '${type}'`);
  return entityFaults(value, entity, `${place}.`, judging);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
