import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { workerWords as words } from '../words';

export interface Credential {
  name: string;
  secret: string;
}

function lines(secret: string): string {
  return [
    `export ATELIER_URL=${location.origin}`,
    `export ATELIER_WORKER_CREDENTIAL=${secret}`,
    'python3 atelier_worker.py --comfyui http://127.0.0.1:8188',
  ].join('\n');
}

/** Three lines that start a worker, with its credential: shown this once. */
export function WorkerCredential({ credential, onClose }: { credential: Credential | null; onClose: () => void }) {
  return (
    <Dialog
      open={credential !== null}
      onClose={onClose}
      title={credential ? words.once(credential.name) : ''}
      description={words.onceBody}
    >
      {credential && (
        <div className="flex flex-col gap-5">
          <pre className="overflow-x-auto rounded-control bg-ground p-3 font-mono text-sm ring-1 ring-line ring-inset">
            {lines(credential.secret)}
          </pre>
          <div className="flex flex-wrap justify-end gap-2">
            <CopyButton worded label={words.copy} text={lines(credential.secret)} className="mr-auto" />
            <Button variant="primary" onClick={onClose}>
              {words.done}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
