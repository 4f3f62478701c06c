import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Trash2 } from 'lucide-react';
import { http } from 'msw';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { Dialog } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { Menu } from '@/components/ui/menu';
import { Tooltip } from '@/components/ui/tooltip';
import { generation } from './fixtures';
import { generations, ok, server } from './server';
import { visit } from './visit';

function Held({ onDelete }: { onDelete?: () => void }) {
  const [open, setOpen] = useState(true);
  return (
    <Dialog open={open} onClose={() => setOpen(false)} title="Held">
      <IconButton icon={Trash2} label="Delete" {...(onDelete ? { onClick: onDelete } : {})} />
    </Dialog>
  );
}

const hint = () => screen.queryByRole('tooltip');

describe('a hint', () => {
  it('comes when the pointer rests, stays while it is on the hint, and makes place for the next', async () => {
    const user = userEvent.setup();
    render(
      <>
        <Tooltip label="First">
          <button type="button">One</button>
        </Tooltip>
        <Tooltip label="Second">
          <button type="button">Two</button>
        </Tooltip>
      </>,
    );
    await user.hover(screen.getByRole('button', { name: 'One' }));
    expect(hint()).not.toBeInTheDocument();
    await user.hover(await screen.findByRole('tooltip'));
    expect(hint()).toHaveTextContent('First');
    await user.hover(screen.getByRole('button', { name: 'Two' }));
    await waitFor(() => expect(hint()).toHaveTextContent('Second'));
    expect(screen.getAllByRole('tooltip')).toHaveLength(1);
    await user.unhover(screen.getByRole('button', { name: 'Two' }));
    await waitFor(() => expect(hint()).not.toBeInTheDocument());
  });

  it('comes with the focus of a keyboard, describes its control and goes with the focus', async () => {
    const user = userEvent.setup();
    render(
      <Tooltip label="Throws it away" keys="Delete">
        <button type="button">Delete</button>
      </Tooltip>,
    );
    await user.tab();
    expect(screen.getByRole('button')).toHaveAccessibleDescription(/^Throws it away/);
    await user.tab();
    expect(hint()).not.toBeInTheDocument();
    expect(screen.getByRole('button')).not.toHaveAttribute('aria-describedby');
  });

  it('does not come under a finger, and goes when its control is pressed', async () => {
    const user = userEvent.setup();
    render(<IconButton icon={Trash2} label="Delete" />);
    const button = screen.getByRole('button');
    fireEvent.pointerEnter(button, { pointerType: 'touch' });
    fireEvent.pointerLeave(button, { pointerType: 'touch' });
    expect(hint()).not.toBeInTheDocument();
    await user.tab();
    expect(hint()).toBeVisible();
    await user.keyboard('{Enter}');
    expect(hint()).not.toBeInTheDocument();
  });
});

describe('one Escape', () => {
  it('closes the dialog while a hint is shown', async () => {
    const user = userEvent.setup();
    render(<Held />);
    await user.tab();
    expect(screen.getByRole('button', { name: 'Close' })).toHaveFocus();
    expect(hint()).toBeVisible();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(hint()).not.toBeInTheDocument();
  });

  it('closes the dialog when the window came back and the hint with it', async () => {
    const user = userEvent.setup();
    render(<Held />);
    const button = screen.getByRole('button', { name: 'Delete' });
    await user.tab();
    await user.tab({ shift: true });
    await user.keyboard('{Enter}');
    expect(hint()).not.toBeInTheDocument();
    fireEvent.focus(button);
    expect(hint()).toBeVisible();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('closes the dialog in the very moment a hint goes', () => {
    // The press and the Escape in one turn: nothing React does later may stand between them.
    render(<Held onDelete={() => undefined} />);
    const button = screen.getByRole('button', { name: 'Delete' });
    fireEvent.focus(button);
    button.click();
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    return waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('closes the menu alone, and not the dialog it stands in', async () => {
    const user = userEvent.setup();
    render(
      <Dialog open onClose={() => undefined} title="Held">
        <Menu
          label="More"
          trigger={<IconButton icon={Trash2} label="More" />}
          entries={[{ label: 'Rename', onSelect: () => undefined }]}
        />
      </Dialog>,
    );
    await user.click(screen.getByRole('button', { name: 'More' }));
    await screen.findByRole('menuitem', { name: 'Rename' });
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('menu')).not.toBeInTheDocument());
    expect(screen.getByRole('dialog')).toBeVisible();
  });

  it('closes the viewer while the hint of one of its controls is shown', async () => {
    const rows = [generation(1), generation(2)];
    server.use(
      generations(() => rows),
      http.get('/api/generations/:id', ({ params }) => ok(rows.find(({ id }) => id === params.id))),
    );
    const { user } = visit('/library');
    await user.click(await screen.findByRole('button', { name: 'Done: Picture number 2' }));
    const viewer = await screen.findByRole('dialog', { name: 'Picture number 2' });
    const recall = await within(viewer).findByRole('button', { name: 'Move to the trash' });
    for (let step = 0; step < 40 && document.activeElement !== recall; step++) await user.tab();
    expect(recall).toHaveFocus();
    expect(hint()).toBeVisible();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });
});
