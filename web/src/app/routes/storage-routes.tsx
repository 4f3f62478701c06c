import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Browser, type BrowserAddress } from '@/features/storage/components/browser';
import { StoragePage } from '@/features/storage/components/storage-page';

const bucketRoute = getRouteApi('/app/storage/$bucketId');

export function StorageRoute() {
  return <StoragePage />;
}

export function BucketRoute() {
  const { bucketId } = bucketRoute.useParams();
  const { path = '', begins = '', sort = 'name-asc', file } = bucketRoute.useSearch();
  const navigate = useNavigate();
  const go = ({ folder, ...change }: Partial<BrowserAddress>) => {
    const more = { ...change, ...(folder === undefined ? {} : { path: folder }) };
    void navigate({
      to: '.',
      search: (before) => ({
        ...before,
        ...Object.fromEntries(Object.entries(more).map(([name, value]) => [name, value || undefined])),
      }),
      // Folders and previews are steps one can go back; what is typed or sorted is not.
      replace: folder === undefined && !('file' in change && (change.file === undefined) !== (file === undefined)),
    });
  };
  return <Browser key={bucketId} bucketId={bucketId} folder={path} begins={begins} sort={sort} file={file} onGo={go} />;
}
