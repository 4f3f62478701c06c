import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Model } from '@/lib/api/types';

interface Favour {
  id: string;
  favourite: boolean;
}

/** Marks a model or takes the mark away. The list shows it at once, and again as it was when the server refuses. */
export function useFavourite() {
  const cache = useQueryClient();
  const show = ({ id, favourite }: Favour) =>
    cache.setQueriesData<Model[]>({ queryKey: ['models'] }, (models) =>
      models?.map((model) => (model.id === id ? { ...model, favourite } : model)),
    );
  return useMutation({
    mutationFn: ({ id, favourite }: Favour) =>
      favourite ? api.put('/api/models/favourites', { id }) : api.delete('/api/models/favourites', { id }),
    onMutate: show,
    onError: (_problem, { id, favourite }) => void show({ id, favourite: !favourite }),
  });
}
