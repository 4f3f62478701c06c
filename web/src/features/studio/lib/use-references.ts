import { useState } from 'react';
import { limits } from '@/config/limits';
import { fileSize } from '@/lib/format';
import { useDraft } from '@/lib/stores/draft';
import { useUpload } from '../api/upload';

/** Reference pictures of the draft: upload one after the other, say which one was refused and why. */
export function useReferences(max: number) {
  const upload = useUpload();
  const [uploading, setUploading] = useState(0);
  const [problem, setProblem] = useState<string>();

  const add = async (files: readonly File[]) => {
    setProblem(undefined);
    if (max === 0) {
      setProblem('This model takes no reference pictures. Choose one that does.');
      return;
    }
    const room = Math.max(0, max - useDraft.getState().references.length);
    const accepted = files.slice(0, room);
    if (files.length > room)
      setProblem(`This model takes ${max === 1 ? 'one reference picture' : `${max} reference pictures`} at most.`);
    for (const file of accepted) {
      if (file.size > limits.uploadBytesMax) {
        setProblem(`${file.name} is larger than ${fileSize(limits.uploadBytesMax)}. Make it smaller and add it again.`);
        continue;
      }
      setUploading((count) => count + 1);
      try {
        const asset = await upload.mutateAsync(file);
        const draft = useDraft.getState();
        draft.setReferences([...draft.references, asset]);
      } catch (cause) {
        setProblem(cause instanceof Error ? cause.message : `${file.name} could not be stored.`);
      }
      setUploading((count) => count - 1);
    }
  };

  const remove = (id: string) => {
    const draft = useDraft.getState();
    draft.setReferences(draft.references.filter((asset) => asset.id !== id));
  };

  return { add: (files: readonly File[]) => void add(files), remove, uploading, problem };
}

export type References = ReturnType<typeof useReferences>;
