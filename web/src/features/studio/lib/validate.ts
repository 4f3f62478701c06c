import { Validator, type Schema } from '@cfworker/json-schema';
import type { JsonSchema } from '@/lib/api/types';
import { optionWord } from '@/lib/parameter-words';
import { typeOf } from './parameter-fields';

/** Keywords that only say "something below is wrong"; the thing below speaks for itself. */
const umbrellas = new Set(['properties', 'items', 'allOf', 'anyOf', 'oneOf', 'additionalProperties', 'false']);

const typeWords: Record<string, string> = {
  integer: 'Use a whole number.',
  number: 'Use a number.',
  boolean: 'Choose yes or no.',
  string: 'Use text.',
  array: 'Use a list.',
};

function sentence(keyword: string, schema: JsonSchema | undefined, said: string): string {
  switch (keyword) {
    case 'minimum':
      return `Use ${schema?.minimum} or more.`;
    case 'maximum':
      return `Use ${schema?.maximum} or less.`;
    case 'exclusiveMinimum':
      return `Use more than ${schema?.exclusiveMinimum}.`;
    case 'exclusiveMaximum':
      return `Use less than ${schema?.exclusiveMaximum}.`;
    case 'multipleOf':
      return `Use steps of ${schema?.multipleOf}.`;
    case 'maxLength':
      return `Keep it under ${schema?.maxLength} characters.`;
    case 'minLength':
      return `Write at least ${schema?.minLength} characters.`;
    case 'minItems':
      return `Add ${schema?.minItems} or more.`;
    case 'maxItems':
      return `Keep it to ${schema?.maxItems}.`;
    case 'uniqueItems':
      return 'One of them is there twice.';
    case 'enum':
      return `Choose one of: ${schema?.enum?.map(optionWord).join(', ')}.`;
    case 'type':
      return typeWords[(schema && typeOf(schema)) ?? ''] ?? 'This is of another kind.';
    case 'pattern':
      return 'This does not have the expected form.';
    default:
      return said;
  }
}

/** Checks the values against the model's own schema. Gives one sentence per parameter, by name; empty when all is well. */
export function validate(schema: JsonSchema | null, values: Record<string, unknown>): Record<string, string> {
  if (!schema) return {};
  const { errors } = new Validator(schema as Schema, '2020-12', false).validate(values);
  const faults: Record<string, string> = {};
  for (const error of errors) {
    if (umbrellas.has(error.keyword)) continue;
    const named = /"([^"]+)"/.exec(error.error)?.[1];
    const [, place, item] = error.instanceLocation.split('/');
    const name = error.keyword === 'required' ? named : place;
    if (!name || faults[name]) continue;
    faults[name] =
      error.keyword === 'required'
        ? 'This is needed.'
        : sentence(
            error.keyword,
            item === undefined ? schema.properties?.[name] : schema.properties?.[name]?.items,
            error.error,
          );
  }
  return faults;
}
