import type { Provider } from '@/lib/api/types';

/** The provider whose prefix fits the key best: the longest wins, `sk-ant-` before `sk-`. */
export function recognise(key: string, providers: readonly Provider[]): Provider | undefined {
  const fitting = providers.flatMap((provider) =>
    provider.key_prefixes
      .filter((prefix) => prefix && key.startsWith(prefix))
      .map((prefix) => ({ provider, length: prefix.length })),
  );
  return fitting.toSorted((a, b) => b.length - a.length)[0]?.provider;
}
