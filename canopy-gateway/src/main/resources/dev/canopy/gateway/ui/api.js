// Asks the gateway, as the person who has logged in.

let token = '';

/** An answer that is no success. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || 'the gateway answered ' + status);
    this.status = status;
  }
}

export async function session() {
  const who = await get('/session');
  token = who.csrf_token ?? '';
  return who;
}

export function get(path, fields = {}, signal = undefined) {
  const asked = Object.entries(fields).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  const query = new URLSearchParams(asked).toString();
  return ask(path + (query ? '?' + query : ''), {signal});
}

export function post(path, body = {}) {
  return ask(path, {
    method: 'POST',
    headers: {'Content-Type': 'application/json', 'X-CSRF-Token': token},
    body: JSON.stringify(body),
  });
}

async function ask(path, options) {
  const answer = await fetch(path, {credentials: 'same-origin', ...options});
  if (answer.status === 401) {
    location.assign('/login?next=' + encodeURIComponent('/' + location.hash));
    return new Promise(() => {}); // the page is leaving
  }
  const body = (answer.headers.get('Content-Type') ?? '').includes('json')
    ? await answer.json()
    : await answer.text();
  if (!answer.ok) throw new Refused(answer.status, body);
  return body;
}
