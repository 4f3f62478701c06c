import { lazy, Suspense, useEffect } from 'react';
import { useUploads } from '@/features/storage/lib/upload-store';
import { watchUploads } from '@/features/storage/lib/upload-run';
import type { User } from '@/lib/api/types';

const UploadDock = lazy(() =>
  import('@/features/storage/components/upload-dock').then((module) => ({ default: module.UploadDock })),
);

/** Uploads go on whatever page is shown; their list stands over all of them. */
export function UploadHost({ user }: { user: User }) {
  const any = useUploads((state) => state.list.length > 0);
  useEffect(() => watchUploads(user.id), [user.id]);
  return any ? (
    <Suspense>
      <UploadDock />
    </Suspense>
  ) : null;
}
