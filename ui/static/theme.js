// Runs before the first paint, so that the page never flashes in the other theme.
(function () {
  var root = document.documentElement;
  var choice = null;
  try {
    choice = localStorage.getItem('regulars.theme');
  } catch {
    choice = null;
  }
  if (choice === 'light' || choice === 'dark') root.dataset.theme = choice;
})();
