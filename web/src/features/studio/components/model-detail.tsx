import { Link } from '@tanstack/react-router';
import { KeyRound, Star, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { paths } from '@/config/paths';
import type { Model } from '@/lib/api/types';
import { day } from '@/lib/format';
import { useProviderName } from '@/lib/queries/providers';
import { capabilityWord } from '../lib/model-search';
import { endOf, keyWord, priceOf } from '../lib/model-words';
import { words } from '../words';

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-0.5">
      <dt className="text-xs text-ink-2">{name}</dt>
      <dd className="text-sm text-ink">{children}</dd>
    </div>
  );
}

function Price({ model }: { model: Model }) {
  const { price } = model;
  return (
    <Fact name={words.models.price}>
      <span className="tabular">{priceOf(model)}</span>
      {price?.as_of && price.unit !== 'free' && (
        <span className="text-ink-2">, {words.models.asOf(day(price.as_of))}</span>
      )}
      {price?.estimate && <span className="block text-ink-2">{words.models.estimated}</span>}
    </Fact>
  );
}

interface Props {
  model: Model;
  onStar: () => void;
}

/** Everything that decides between two models; for one that cannot run, why, and how to mend it. */
export function ModelDetail({ model, onStar }: Props) {
  const provider = useProviderName()(model.provider);
  const ends = endOf(model);
  // How many pictures says more than that it takes some.
  const abilities = model.capabilities
    .filter((each) => each !== 'image_reference' || model.max_reference_images === 0)
    .map(capabilityWord);
  if (model.max_reference_images > 0) abilities.push(words.models.pictures(model.max_reference_images));
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <p className="text-lg font-semibold text-ink">{model.display_name}</p>
        <p className="flex min-w-0 items-center gap-1 font-mono text-xs text-ink-2">
          <span className="truncate">{model.id}</span>
          <CopyButton text={model.id} label="Copy the model’s id" className="size-6" />
        </p>
        {model.description && <p className="text-sm text-ink-2">{model.description}</p>}
      </div>
      {!model.available && (
        <div className="flex flex-col items-start gap-2 border-l-2 border-warn pl-3">
          <p className="text-sm text-ink">{model.unavailable_reason ?? words.models.unavailable}</p>
          {model.unavailable_code === 'vault.no_key' && (
            <Button asChild size="sm">
              <Link to={paths.keys}>
                <KeyRound size={16} strokeWidth={1.5} aria-hidden />
                {words.models.addKeyOf(provider)}
              </Link>
            </Button>
          )}
        </div>
      )}
      {ends && (
        <div className="flex flex-col gap-0.5 text-sm">
          <p className="flex items-center gap-1.5 text-warn">
            <TriangleAlert size={14} strokeWidth={1.75} aria-hidden />
            {ends}
          </p>
          <p className="text-ink-2">{words.models.endsBody}</p>
        </div>
      )}
      <dl className="flex flex-col gap-3">
        <Price model={model} />
        <Fact name={words.models.key}>
          {keyWord(model)}
          {model.key_name && <span className="text-ink-2">, {model.key_name}</span>}
        </Fact>
        {abilities.length > 0 && <Fact name={words.models.can}>{abilities.join(', ')}</Fact>}
        {model.aliases && model.aliases.length > 0 && (
          <Fact name={words.models.also}>
            <span className="font-mono text-xs break-words">{model.aliases.join(', ')}</span>
          </Fact>
        )}
      </dl>
      <Button variant="quiet" size="sm" onClick={onStar} className="-ml-2 self-start px-2">
        <Star size={16} strokeWidth={1.5} aria-hidden fill={model.favourite ? 'currentColor' : 'none'} />
        {model.favourite ? words.models.unfavourite : words.models.favourite}
      </Button>
    </div>
  );
}
