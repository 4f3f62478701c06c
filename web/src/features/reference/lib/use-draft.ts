import { useState } from 'react';
import type { OpenApi } from '../api/openapi';
import type { Operation } from './operations';
import { bodyType, type Draft } from './request';
import { sampleOf } from './shapes';

function begun(document: OpenApi, operation: Operation): Draft {
  const type = bodyType(operation);
  const media = type ? operation.requestBody?.content[type] : undefined;
  const example = media?.example ?? (media?.schema ? sampleOf(document, media.schema) : undefined);
  const form = type === 'multipart/form-data' ? (example as Record<string, string>) : {};
  const body = type === 'application/json' && example !== undefined ? JSON.stringify(example, null, 2) : '';
  return { values: {}, body, form };
}

/** What a person fills in for one operation, begun with its example. */
export function useDraft(document: OpenApi, operation: Operation) {
  return useState(() => begun(document, operation));
}
