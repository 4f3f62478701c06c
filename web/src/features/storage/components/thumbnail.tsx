import { useQuery } from '@tanstack/react-query';
import { FileImage } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { cn } from '@/lib/cn';
import { thumbnailQuery, type FileEntry } from '../api/objects';
import type { Where } from '../api/storage-client';

/** True once the element was near the part that is seen. */
function useSeen<T extends Element>() {
  const ref = useRef<T>(null);
  const [seen, setSeen] = useState(() => typeof IntersectionObserver === 'undefined');
  useEffect(() => {
    const element = ref.current;
    if (seen || !element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
      },
      { rootMargin: '200px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [seen]);
  return { ref, seen };
}

/** Shows bytes from memory, which are let go with the picture. */
function useShown(blob: Blob | undefined) {
  return useCallback(
    (image: HTMLImageElement | null) => {
      if (!image || !blob) return;
      const address = URL.createObjectURL(blob);
      image.src = address;
      return () => URL.revokeObjectURL(address);
    },
    [blob],
  );
}

/** A small rendition of a picture; where none can be made, what kind of file it is. */
export function Thumbnail({ where, file, className }: { where: Where; file: FileEntry; className?: string }) {
  const { ref, seen } = useSeen<HTMLSpanElement>();
  const rendition = useQuery({ ...thumbnailQuery(where, file), enabled: seen });
  const show = useShown(rendition.data);
  const [shown, setShown] = useState(false);
  const [broken, setBroken] = useState(false);
  return (
    <span ref={ref} className={cn('flex shrink-0 items-center justify-center overflow-hidden', className)}>
      {rendition.error || broken ? (
        <FileImage size={18} strokeWidth={1.5} aria-hidden className="text-ink-3" />
      ) : (
        rendition.data && (
          <img
            ref={show}
            alt=""
            draggable={false}
            onLoad={() => setShown(true)}
            onError={() => setBroken(true)}
            className={cn(
              'size-full object-contain transition-opacity duration-200',
              shown ? 'opacity-100' : 'opacity-0',
            )}
          />
        )
      )}
    </span>
  );
}
