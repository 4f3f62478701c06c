import { useState, type DragEvent, type ReactNode } from 'react';

interface Props {
  onFiles: (files: File[]) => void;
  children: ReactNode;
}

const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');

/** The whole studio takes a picture that is dropped on it. */
export function DropPictures({ onFiles, children }: Props) {
  const [over, setOver] = useState(false);
  return (
    <div
      onDragOver={(event) => {
        if (!carriesFiles(event)) return;
        // A field below that takes files itself has said so.
        setOver(!event.defaultPrevented);
        event.preventDefault();
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        if (event.defaultPrevented) return;
        event.preventDefault();
        onFiles([...event.dataTransfer.files].filter((file) => file.type.startsWith('image/')));
      }}
      className="relative size-full min-h-0"
    >
      {children}
      {over && (
        <div className="animate-appear pointer-events-none absolute inset-2 z-20 flex items-center justify-center rounded-panel bg-scrim ring-2 ring-accent ring-inset">
          <p className="font-display text-display-sm text-white">Drop it to use it as a reference.</p>
        </div>
      )}
    </div>
  );
}
