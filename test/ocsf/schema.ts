import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The part of OCSF that a Detection Finding can reach, with inheritance and inclusion resolved. */
export interface Schema {
  readonly version: string;
  readonly class: Entity;
  /** The profiles that `metadata.profiles` may name. */
  readonly profiles: readonly string[];
  readonly objects: Readonly<Record<string, Entity>>;
  readonly types: Readonly<Record<string, ScalarType>>;
}

/** A class or an object. */
export interface Entity {
  readonly atLeastOne?: readonly string[];
  readonly justOne?: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface Attribute {
  /** A scalar type, which ends in `_t`, or the name of an object. */
  readonly type: string;
  readonly array?: true;
  /** Optional where there is none. */
  readonly requirement?: 'required' | 'recommended';
  /** The attribute is there only under this profile. */
  readonly profile?: string;
  readonly deprecated?: true;
  /** The attribute that carries the caption of this one's value. */
  readonly sibling?: string;
  /** Captions by value; null where the schema gives the value none of its own. */
  readonly enum?: Readonly<Record<string, string | null>>;
}

export interface ScalarType {
  /** The type that this one narrows. */
  readonly type?: string;
  readonly regex?: string;
  readonly maxLength?: number;
  readonly range?: readonly [number, number];
}

export const fixtures = join(import.meta.dirname, 'fixtures');
export const schemaFile = 'detection-finding.json';

export function readSchema(): Schema {
  return JSON.parse(readFileSync(join(fixtures, schemaFile), 'utf8')) as Schema;
}
