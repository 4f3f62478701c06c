const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** All pictures on one page, a row for each screen and state. */
export function contactSheet(pictures) {
  const rows = grouped(pictures, ({ screen, state }) => `${screen} · ${state}`);
  const body = [...rows]
    .map(
      ([title, row]) =>
        `<section><h2>${escaped(title)}</h2><div>${row
          .map(
            ({ name, theme, width }) =>
              `<figure class="${width < 600 ? 'phone' : 'desk'}"><img src="${escaped(name)}" alt=""><figcaption>${theme} ${width}</figcaption></figure>`,
          )
          .join('')}</div></section>`,
    )
    .join('\n');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title><style>
body { background: #888; color: #111; font: 14px/20px sans-serif; margin: 24px }
h2 { font-size: 16px; margin: 24px 0 8px }
div { display: flex; gap: 16px; align-items: start }
figure { margin: 0 } figcaption { font-size: 12px }
.desk img { width: 640px } .phone img { width: 184px }
</style>${body}</html>`;
}

function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
