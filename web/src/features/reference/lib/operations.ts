import type { OpenApi, RawOperation } from '../api/openapi';

export interface Operation extends RawOperation {
  method: string;
  path: string;
}

export interface Group {
  name: string;
  description: string;
  operations: Operation[];
}

/** Every operation under its heading, in the order of the document. */
export function groupsOf(document: OpenApi): Group[] {
  const byTag = new Map<string, Operation[]>(document.tags.map(({ name }) => [name, []]));
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      byTag.get(operation.tags[0] ?? '')?.push({ ...operation, method: method.toUpperCase(), path });
    }
  }
  return document.tags.map((tag) => ({ ...tag, operations: byTag.get(tag.name) ?? [] }));
}

/** Those that have every word of the search in method, address, summary or heading. */
export function found(groups: readonly Group[], search: string): Group[] {
  const sought = search.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (group: Group) => (operation: Operation) => {
    const text = `${operation.method} ${operation.path} ${operation.summary} ${group.name}`.toLowerCase();
    return sought.every((word) => text.includes(word));
  };
  return groups
    .map((group) => ({ ...group, operations: group.operations.filter(fits(group)) }))
    .filter((group) => group.operations.length > 0);
}

export function operationOf(groups: readonly Group[], id: string): Operation | undefined {
  return groups.flatMap(({ operations }) => operations).find(({ operationId }) => operationId === id);
}
