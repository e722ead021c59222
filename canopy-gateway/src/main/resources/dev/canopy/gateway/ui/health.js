// Whether the log takes entries, what of it is signed, and whether it is intact.
import {get, post} from '/ui/api.js';
import {el, facts, fill, table, visible} from '/ui/dom.js';
import {again} from '/ui/pulse.js';
import {bytes, duration, time} from '/ui/words.js';

export async function show(page, {signal, tell}) {
  const state = el('div');
  const verified = el('div', {'aria-live': 'polite'});
  const begin = el('button', {type: 'button', id: 'verify', click: async () => {
    begin.disabled = true;
    paint(await post('/log/verify'));
  }}, 'Verify now');
  fill(page, state, el('section', {class: 'card'}, el('h2', {}, 'Is it intact?'),
    el('p', {}, begin, ' ', el('span', {class: 'soft'}, 'Reads every line, and holds it against the chain, the tree and the checkpoints.')),
    verified));
  again(signal, 1000, async () => {
    const health = await get('/log/health', {}, signal);
    fill(state, overview(health));
    paint(health.verification);
  });

  let before = '';
  function paint(verification) {
    const now = JSON.stringify([verification.state, verification.started]);
    begin.disabled = verification.state === 'running';
    if (now === before && verification.state !== 'running') return;
    before = now;
    if (verification.state === 'none') return;
    if (verification.state === 'running') {
      fill(verified, el('label', {}, 'Verifying ' + bytes(verification.bytes) + ', for ' + duration(verification.millis),
        el('progress', {})));
      return;
    }
    const answer = verification.answer;
    tell(answer.words);
    fill(verified,
      el('p', {id: 'verdict', class: answer.intact ? 'ALLOW' : 'wrong'},
        el('strong', {}, answer.verdict ?? 'failed'), ' ', ...visible(answer.words)),
      facts([
        ['Entries', answer.entries === undefined ? null : String(answer.entries)],
        ['Head', answer.head ? el('code', {}, answer.head) : null],
        ['Signed', answer.signed_words],
        ['Began', time(verification.started)],
        ['Took', duration(verification.millis)],
      ]));
  }
}

function overview(health) {
  const checkpoint = health.checkpoint;
  return [
    el('section', {class: 'card'}, el('h2', {}, health.takes_entries ? 'It takes entries' : 'It takes no entries'),
      health.trouble ? el('p', {class: 'wrong'}, ...visible(health.trouble), ': every decision is DENY.') : null,
      table('Its files', ['File', 'Size'], health.files.map((file) => [el('code', {}, file.name), {number: bytes(file.bytes)}]))),
    el('section', {class: 'card'}, el('h2', {}, 'Latest checkpoint'),
      checkpoint === null ? el('p', {}, 'None yet: nothing of it is signed.') : [
        facts([
          ['Entries signed', checkpoint.size],
          ['Written', time(checkpoint.written)],
          ['Log', el('code', {}, ...visible(checkpoint.origin))],
          ['Root', el('code', {}, checkpoint.root)],
        ]),
        el('details', {}, el('summary', {}, 'The signed note'), el('pre', {tabindex: '0'}, ...visible(checkpoint.note))),
      ]),
  ];
}
