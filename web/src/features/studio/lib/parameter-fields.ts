import type { JsonSchema } from '@/lib/api/types';
import { titled } from '@/lib/parameter-words';
import { ratioOf } from '@/lib/ratio';

export type AssetKind = 'image' | 'audio' | 'video';

export type Widget =
  | 'aspect'
  | 'seed'
  | 'slider'
  | 'number'
  | 'select'
  | 'segmented'
  | 'switch'
  | 'textarea'
  | 'text'
  | 'asset'
  | 'choices'
  | 'list';

export interface ParameterField {
  name: string;
  label: string;
  help: string | undefined;
  unit: string | undefined;
  widget: Widget;
  schema: JsonSchema;
  advanced: boolean;
  required: boolean;
  fallback: unknown;
  /** What kind of file it takes; undefined for anything else. */
  asset: AssetKind | undefined;
}

const assetKinds: readonly AssetKind[] = ['image', 'audio', 'video'];

function assetOf(schema: JsonSchema): AssetKind | undefined {
  const named = schema['x-asset'] ?? schema.items?.['x-asset'];
  return assetKinds.find((kind) => kind === named);
}

const known = new Set<string>(['aspect', 'seed', 'slider', 'select', 'switch', 'textarea']);

/** The type of a property; one that may also be null counts as what it is otherwise. */
export function typeOf(schema: JsonSchema): string | undefined {
  return Array.isArray(schema.type) ? schema.type.find((type) => type !== 'null') : schema.type;
}

/** The control for a property: what the schema asks for, else what its type suggests. */
function widgetOf(name: string, schema: JsonSchema): Widget {
  const asked = schema['x-widget'];
  const type = typeOf(schema);
  if (assetOf(schema)) return 'asset';
  if (type === 'array') return schema.items?.enum ? 'choices' : 'list';
  if (asked === 'select' && !schema.enum) return 'text';
  if (asked && known.has(asked)) return asked as Widget;
  if (name === 'seed' && type === 'integer') return 'seed';
  if (schema.enum) {
    if (schema.enum.length > 2 && schema.enum.every((value) => ratioOf(value) !== undefined || value === 'auto'))
      return 'aspect';
    const short = schema.enum.length <= 3 && schema.enum.every((value) => String(value).length <= 8);
    return short ? 'segmented' : 'select';
  }
  if (type === 'boolean') return 'switch';
  if (type === 'integer' || type === 'number') {
    return schema.minimum !== undefined && schema.maximum !== undefined ? 'slider' : 'number';
  }
  return (schema.maxLength ?? 0) > 200 ? 'textarea' : 'text';
}

/** The form of a model, in the order its schema has. */
export function parameterFields(schema: JsonSchema | null): ParameterField[] {
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => ({
    name,
    label: property.title ?? titled(name),
    help: property.description,
    unit: property['x-unit'],
    widget: widgetOf(name, property),
    schema: property,
    advanced: property['x-advanced'] === true,
    required: schema?.required?.includes(name) ?? false,
    fallback: property.default,
    asset: assetOf(property),
  }));
}

/** What the form shows is what is sent. Defaults are written out, so that the same call means the same next year. */
export function chosenParameters(
  fields: readonly ParameterField[],
  values: Record<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(
    fields
      .map((field): [string, unknown] => [field.name, values[field.name] ?? field.fallback])
      .map(([name, value]): [string, unknown] => [
        name,
        Array.isArray(value) ? value.filter((each) => each !== '') : value,
      ])
      .filter(([, value]) => !isEmpty(value)),
  );
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** What a run cannot do without and nobody has given yet: no fault, only not done. */
export function missingFields(
  fields: readonly ParameterField[],
  parameters: Record<string, unknown>,
): ParameterField[] {
  return fields.filter((field) => field.required && isEmpty(parameters[field.name]));
}

/** A seed that is kept but has no digits: a fault, because it would quietly be a new one each time. */
export function emptySeeds(fields: readonly ParameterField[], values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    fields
      .filter((field) => field.widget === 'seed' && values[field.name] === '')
      .map((field) => [field.name, 'Write a whole number.']),
  );
}

export function isChanged(field: ParameterField, values: Record<string, unknown>): boolean {
  const value = values[field.name];
  return !isEmpty(value) && JSON.stringify(value) !== JSON.stringify(field.fallback);
}
