// Sets the theme before the first paint. A file of its own because the content security policy allows no inline script.
(function () {
  var choice = 'dark';
  try {
    var stored = JSON.parse(localStorage.getItem('atelier.preferences') || '{}');
    choice = (stored.state && stored.state.theme) || 'dark';
  } catch {
    choice = 'dark';
  }
  var light = choice === 'light' || (choice === 'system' && window.matchMedia('(prefers-color-scheme: light)').matches);
  document.documentElement.dataset.theme = light ? 'light' : 'dark';
})();
