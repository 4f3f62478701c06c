import { CopyButton } from '@/components/ui/copy-button';
import type { Enrolled } from '../api/factors';
import { words } from '../words';
import { FactorCodeForm } from './factor-code-form';

interface Props {
  enrolled: Enrolled;
  onConfirmed: () => void;
  onCancel: () => void;
}

/** A new authenticator: the picture, the key for whoever cannot scan, and the first code. */
export function NewFactor({ enrolled, onConfirmed, onCancel }: Props) {
  const { qr_code: picture, secret } = enrolled.totp;
  return (
    <div className="flex flex-col items-start gap-4">
      <p className="max-w-[60ch] text-ink-2">{words.factors.scan}</p>
      <img
        src={`data:image/svg+xml,${encodeURIComponent(picture)}`}
        alt={words.factors.picture}
        className="size-48 rounded-panel bg-white p-2"
      />
      <p className="flex max-w-full flex-wrap items-center gap-2">
        <span className="text-sm text-ink-2">{words.factors.key}</span>
        <code className="font-mono text-sm break-all">{secret}</code>
        <CopyButton text={secret} label={words.factors.copy} className="size-8" />
      </p>
      <FactorCodeForm factorId={enrolled.id} onTaken={onConfirmed} onCancel={onCancel} />
    </div>
  );
}
