import { useState } from 'react';
import { limits } from '@/config/limits';
import type { Asset } from '@/lib/api/types';
import { fileSize } from '@/lib/format';
import { useUpload } from '../api/upload';
import { words } from '../words';
import { useKnownAssets } from '@/lib/stores/known-assets';
import type { AssetKind } from './parameter-fields';

/** Stores a file that a parameter names, or says why it was not taken. */
export function useAssetUpload(kind: AssetKind, onStored: (asset: Asset) => void) {
  const upload = useUpload();
  const [problem, setProblem] = useState<string>();
  const add = async (file: File | undefined) => {
    setProblem(undefined);
    if (!file) return;
    if (file.type && !file.type.startsWith(`${kind}/`)) {
      setProblem(words.assets.wrong(file.name, words.assets.kinds[kind].one));
      return;
    }
    if (file.size > limits.uploadBytesMax) {
      setProblem(words.assets.large(file.name, fileSize(limits.uploadBytesMax)));
      return;
    }
    try {
      const asset = await upload.mutateAsync(file);
      useKnownAssets.getState().keep(asset);
      onStored(asset);
    } catch (cause) {
      setProblem(cause instanceof Error ? cause.message : words.assets.failed(file.name));
    }
  };
  return { add: (file: File | undefined) => void add(file), uploading: upload.isPending, problem };
}
