import type { OpenApi, Schema } from '../api/openapi';

/** Deeper than this a shape is only named. */
const depthMax = 4;

function resolved(document: OpenApi, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name ? (document.components.schemas[name] ?? {}) : schema;
}

const nameOf = (schema: Schema): string => schema.$ref?.split('/').at(-1) ?? 'object';

function words(schema: Schema): string {
  const types = schema.type === undefined ? ['anything'] : [schema.type].flat();
  const format = schema.format && !['int32', 'int64', 'double'].includes(schema.format) ? ` (${schema.format})` : '';
  return types.map((type) => (type === 'null' ? type : type + format)).join(' | ');
}

/** A shape in the way of TypeScript: `{ name: string | null }`, with `?` behind what may be missing. */
export function shapeText(document: OpenApi, given: Schema, indent = '', depth = 0): string {
  if (given.anyOf) return given.anyOf.map((each) => shapeText(document, each, indent, depth)).join(' | ');
  const schema = resolved(document, given);
  if (schema.enum) return schema.enum.map((word) => JSON.stringify(word)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const orNull = Array.isArray(schema.type) && schema.type.includes('null') ? ' | null' : '';
  const inner = `${indent}  `;
  if (schema.properties) {
    if (depth >= depthMax) return nameOf(given) + orNull;
    const required = new Set(schema.required ?? []);
    const lines = Object.entries(schema.properties).map(
      ([name, each]) =>
        `${inner}${name}${required.has(name) ? '' : '?'}: ${shapeText(document, each, inner, depth + 1)}`,
    );
    return lines.length === 0 ? `{}${orNull}` : `{\n${lines.join('\n')}\n${indent}}${orNull}`;
  }
  if (schema.items) return `[${shapeText(document, schema.items, indent, depth)}]${orNull}`;
  if (schema.additionalProperties) {
    return `{ [name]: ${shapeText(document, schema.additionalProperties, indent, depth)} }${orNull}`;
  }
  return words(schema);
}

/** Something to begin with where the document has no example. */
export function sampleOf(document: OpenApi, given: Schema, depth = 0): unknown {
  const schema = resolved(document, given.anyOf?.[0] ?? given);
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  const type = [schema.type].flat()[0];
  switch (type) {
    case 'object':
      return depth >= depthMax
        ? {}
        : Object.fromEntries(
            Object.entries(schema.properties ?? {}).map(([name, each]) => [name, sampleOf(document, each, depth + 1)]),
          );
    case 'array':
      return [];
    case 'string':
      return '';
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    default:
      return null;
  }
}
