import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { SentMessage } from '@/lib/api/administration';

/** The newest messages to people, or to one of them. */
export const messagesQuery = (recipient: string) =>
  queryOptions({
    queryKey: ['admin', 'messages', recipient],
    queryFn: ({ signal }) =>
      api
        .get<{ messages: SentMessage[] }>('/api/admin/messages', { query: { limit: 100, recipient }, signal })
        .then((data) => data.messages),
  });
