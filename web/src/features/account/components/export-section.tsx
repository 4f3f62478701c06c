import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/section';
import { words } from '../words';

/** A copy of everything that is kept of this person; the browser saves it as it arrives. */
export function ExportSection() {
  return (
    <Section title={words.export.title} lead={words.export.lead}>
      <Button className="self-start" asChild>
        <a href="/api/account/export" download>
          {words.export.do}
        </a>
      </Button>
    </Section>
  );
}
