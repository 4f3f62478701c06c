import { AudioLines, Binary, Film, Image, ShieldCheck, Type, type LucideIcon } from 'lucide-react';
import { Segmented } from '@/components/ui/segmented';
import type { GenerationType } from '@/lib/api/types';
import { typeWords } from '@/lib/generation-words';

const icons: Record<GenerationType, LucideIcon> = {
  text: Type,
  image: Image,
  audio: AudioLines,
  video: Film,
  embedding: Binary,
  moderation: ShieldCheck,
};

interface Props {
  types: readonly GenerationType[];
  value: GenerationType;
  onChange: (type: GenerationType) => void;
}

export function TypeTabs({ types, value, onChange }: Props) {
  return (
    <Segmented
      label="What to make"
      value={value}
      onChange={onChange}
      segments={types.map((type) => ({ value: type, label: typeWords[type].tab, icon: icons[type] }))}
    />
  );
}
