// Logs a person in, or, with #setup=… in the address, makes the first administrator.
const form = document.getElementById('login');
const message = document.getElementById('message');
const send = document.getElementById('send');
const setup = location.hash.startsWith('#setup=') ? location.hash.slice('#setup='.length) : '';

if (setup) {
  // Out of the address, so that it is not in the history.
  history.replaceState(null, '', '/login');
  document.title = 'First administrator – Canopy';
  document.getElementById('purpose').textContent =
    'Nobody can log in yet. Choose a name and a password for the first administrator.';
  document.getElementById('rule').hidden = false;
  document.getElementById('password').autocomplete = 'new-password';
  send.textContent = 'Create and log in';
}

if (location.hash === '#refused') {
  message.textContent = 'You were not let in. Whoever runs the gateway can see why in its log.';
}

fetch('/session/ways').then((answer) => answer.json()).then((ways) => {
  document.getElementById('other').hidden = !ways.oidc || setup !== '';
}, () => {});

// The link may be opened where this page is already.
addEventListener('hashchange', () => location.reload());

// Where the person wanted to go: a path of ours, and never another site.
function target() {
  const wanted = new URLSearchParams(location.search).get('next') ?? '/';
  const url = new URL(wanted, location.origin);
  return url.origin === location.origin && wanted.startsWith('/') ? url.pathname + url.hash : '/';
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  message.textContent = '';
  send.disabled = true;
  const fields = {name: form.elements.name.value, password: form.elements.password.value};
  try {
    const answer = await fetch(setup ? '/session/setup' : '/session', {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify(setup ? {token: setup, ...fields} : fields),
    });
    if (answer.ok) {
      location.replace(target());
      return;
    }
    const problem = await answer.json();
    message.textContent = problem.detail;
  } catch {
    message.textContent = 'The gateway does not answer.';
  }
  send.disabled = false;
  form.elements.password.select();
});
