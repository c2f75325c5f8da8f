import { TemplateFault } from '../errors.ts';

/** What references of a template stand for. Each throws TemplateFault where it knows of nothing. */
export interface References {
  /** What `Ref` gives, for a resource or a pseudo parameter; undefined for `AWS::NoValue`. */
  ref(name: string): string | undefined;
  attribute(logicalId: string, name: string): string;
}

/**
 * A value of a template with its intrinsic functions worked out. Throws TemplateFault at one that is not known here;
 * `where` names the place. What they are:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function resolve(value: unknown, references: References, where: string): unknown {
  if (Array.isArray(value)) return value.map((each) => resolve(each, references, where)).filter(isThere);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [[name, argument] = ['', undefined]] = entries;
  if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::')))
    return call(name, argument, references, where);
  return Object.fromEntries(
    entries
      .map(([key, each]) => [key, resolve(each, references, `${where}.${key}`)] as const)
      .filter(([, each]) => isThere(each)),
  );
}

function isThere(value: unknown): boolean {
  return value !== undefined;
}

function call(name: string, argument: unknown, references: References, where: string): unknown {
  const resolved = (each: unknown): unknown => resolve(each, references, where);
  switch (name) {
    case 'Ref':
      return references.ref(textOf(argument, where));
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = typeof argument === 'string' ? cutOnce(argument) : listOf(argument, where);
      return references.attribute(textOf(logicalId, where), textOf(resolved(attribute), where));
    }
    case 'Fn::Join': {
      const [separator, parts] = listOf(argument, where);
      return listOf(resolved(parts), where)
        .map((each) => textOf(each, where))
        .join(textOf(separator, where));
    }
    case 'Fn::Select': {
      const [index, parts] = listOf(argument, where);
      const chosen = listOf(resolved(parts), where)[Number(index)];
      if (chosen === undefined) throw new TemplateFault(`${where} selects number ${String(index)} of a shorter list`);
      return chosen;
    }
    case 'Fn::Split': {
      const [separator, text] = listOf(argument, where);
      return textOf(resolved(text), where).split(textOf(separator, where));
    }
    case 'Fn::Sub':
      return substitute(argument, references, where);
    default:
      throw new TemplateFault(`${where} uses ${name}, which the cloud on the laptop cannot work out`);
  }
}

/** `${Name}`, `${Resource.Attribute}`, and `${!literal}`, which stays as it is without the mark. */
function substitute(argument: unknown, references: References, where: string): string {
  const [text, variables = {}] = typeof argument === 'string' ? [argument] : listOf(argument, where);
  const given = resolve(variables, references, where);
  return textOf(text, where).replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    if (typeof given === 'object' && given !== null && Object.hasOwn(given, name))
      return textOf(Reflect.get(given, name), where);
    const [logicalId, attribute] = cutOnce(name);
    return attribute === undefined ? textOf(references.ref(name), where) : references.attribute(logicalId, attribute);
  });
}

function cutOnce(text: string): readonly [string, string | undefined] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text, undefined] : [text.slice(0, dot), text.slice(dot + 1)];
}

function textOf(value: unknown, where: string): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new TemplateFault(`${where} needs a text where it has ${JSON.stringify(value) ?? 'nothing'}`);
}

function listOf(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TemplateFault(`${where} needs a list where it has ${JSON.stringify(value) ?? 'nothing'}`);
}
