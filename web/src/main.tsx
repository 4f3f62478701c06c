import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '@/app/app';
import { createAppRouter } from '@/app/router';
import { createQueryClient } from '@/lib/query-client';
import { followAppearance } from '@/lib/stores/preferences';
import './styles/app.css';

followAppearance();
const cache = createQueryClient();
const router = createAppRouter(cache);
const root = document.querySelector('#root');
if (!root) throw new Error('The page has no #root to draw in.');
createRoot(root).render(
  <StrictMode>
    <App cache={cache} router={router} />
  </StrictMode>,
);
