import { UnreadableObject } from './errors.ts';
import { isObject } from './json.ts';

/** How a value is encoded, as far as it takes to pass over it. Types that hold themselves make a circle. */
export type AvroType =
  | { readonly kind: 'number' | 'bytes' }
  | { readonly kind: 'fixed'; readonly size: number }
  | { readonly kind: 'union'; readonly branches: readonly AvroType[] }
  | { readonly kind: 'array' | 'map'; readonly items: AvroType }
  | AvroRecord;

interface AvroRecord {
  readonly kind: 'record';
  fields: readonly Field[];
  /** Whether it is encoded in no bytes at all; known once all its fields are. */
  empty: boolean;
}

interface Field {
  readonly name: string;
  readonly type: AvroType;
}

/** The writer's schema of a file of events: what stands around the body of each. */
export interface EventSchema {
  readonly before: readonly AvroType[];
  readonly body: AvroType;
  readonly after: readonly AvroType[];
}

const primitives: ReadonlyMap<string, AvroType> = new Map<string, AvroType>([
  ['null', { kind: 'fixed', size: 0 }],
  ['boolean', { kind: 'fixed', size: 1 }],
  ['float', { kind: 'fixed', size: 4 }],
  ['double', { kind: 'fixed', size: 8 }],
  ['int', { kind: 'number' }],
  ['long', { kind: 'number' }],
  ['bytes', { kind: 'bytes' }],
  ['string', { kind: 'bytes' }],
]);

const bodyField = 'Body';
const deepestSchema = 64;

/**
 * Reads the JSON of a writer's schema (https://avro.apache.org/docs/1.12.0/specification/#schema-declaration). Throws
 * UnreadableObject where it is none, or not of records with a field `Body` of bytes, as Event Hubs' capture writes them:
 * https://learn.microsoft.com/azure/event-hubs/event-hubs-capture-overview
 */
export function eventSchema(json: string): EventSchema {
  const type = compile(parsed(json), { names: new Map(), namespace: '', depth: 0 });
  const fields = type.kind === 'record' ? type.fields : [];
  const at = fields.findIndex(({ name }) => name === bodyField);
  const body = fields[at]?.type;
  if (body === undefined || !isText(body)) throw new UnreadableObject(`Avro without a field ${bodyField} of bytes`);
  const types = fields.map(({ type }) => type);
  return { before: types.slice(0, at), body, after: types.slice(at + 1) };
}

/** Whether a value of this type is encoded in no bytes: any number of them may stand in a few. */
export function takesNothing(type: AvroType): boolean {
  return type.kind === 'record' ? type.empty : type.kind === 'fixed' && type.size === 0;
}

/** Bytes or text, or perhaps nothing. */
function isText(type: AvroType): boolean {
  if (type.kind !== 'union') return type.kind === 'bytes';
  return type.branches.every((branch) => branch.kind === 'bytes' || takesNothing(branch));
}

interface Scope {
  /** The types that have a name, by namespace and name. */
  readonly names: Map<string, AvroType>;
  readonly namespace: string;
  readonly depth: number;
}

/** The parser's error quotes the text, which may be anybody's, so it is left behind. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new UnreadableObject('the schema of the Avro file is no JSON');
  }
}

function compile(schema: unknown, outer: Scope): AvroType {
  if (outer.depth > deepestSchema) throw new UnreadableObject(`Avro nested deeper than ${deepestSchema} levels`);
  const scope = { ...outer, depth: outer.depth + 1 };
  if (typeof schema === 'string') return primitives.get(schema) ?? named(schema, scope);
  if (Array.isArray(schema)) return { kind: 'union', branches: schema.map((branch) => compile(branch, scope)) };
  if (!isObject(schema)) throw unknownSchema();
  const { type, items, values, size } = schema;
  switch (type) {
    case 'record':
    case 'error':
      return compileRecord(schema, scope);
    case 'enum':
      return define(schema, scope, { kind: 'number' });
    case 'fixed':
      if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) throw unknownSchema();
      return define(schema, scope, { kind: 'fixed', size });
    case 'array':
      return { kind: 'array', items: compile(items, scope) };
    case 'map':
      return { kind: 'map', items: compile(values, scope) };
    default:
      return compile(type, scope); // a name in an object of its own, with a logical type perhaps
  }
}

/** Its name stands before its fields are read, so that they can hold it. */
function compileRecord(schema: Readonly<Record<string, unknown>>, scope: Scope): AvroType {
  const { fields } = schema;
  if (!Array.isArray(fields)) throw unknownSchema();
  const record: AvroRecord = { kind: 'record', fields: [], empty: false };
  define(schema, scope, record);
  const inner = { ...scope, namespace: splitName(schema, scope).namespace };
  record.fields = fields.map((field: unknown) => {
    if (!isObject(field) || typeof field['name'] !== 'string') throw unknownSchema();
    return { name: field['name'], type: compile(field['type'], inner) };
  });
  record.empty = record.fields.every(({ type }) => takesNothing(type));
  return record;
}

function define(schema: Readonly<Record<string, unknown>>, scope: Scope, type: AvroType): AvroType {
  const { namespace, name } = splitName(schema, scope);
  scope.names.set(fullName(namespace, name), type);
  return type;
}

/** A name with a dot in it carries its namespace; without one, a namespace of its own, or the one around it. */
function splitName(
  { name, namespace }: Readonly<Record<string, unknown>>,
  scope: Scope,
): { readonly namespace: string; readonly name: string } {
  if (typeof name !== 'string') throw unknownSchema();
  const dot = name.lastIndexOf('.');
  if (dot !== -1) return { namespace: name.slice(0, dot), name: name.slice(dot + 1) };
  return { namespace: typeof namespace === 'string' ? namespace : scope.namespace, name };
}

function named(name: string, { names, namespace }: Scope): AvroType {
  const type = names.get(name.includes('.') ? name : fullName(namespace, name)) ?? names.get(name);
  if (type === undefined) throw unknownSchema();
  return type;
}

function fullName(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}.${name}`;
}

/** Without the words found: they are anybody's. */
function unknownSchema(): UnreadableObject {
  return new UnreadableObject('the schema of the Avro file is none that we know');
}
