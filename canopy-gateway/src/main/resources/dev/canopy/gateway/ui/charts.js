// The log in numbers and pictures.
import {get} from '/ui/api.js';
import {el, fill, svg, table, visible} from '/ui/dom.js';
import {again} from '/ui/pulse.js';
import {agent, decision, duration} from '/ui/words.js';

const DECISIONS = ['ALLOW', 'REQUIRE_APPROVAL', 'DENY'];

export async function show(page, {signal}) {
  const note = el('p', {class: 'soft'});
  const content = el('div');
  fill(page, note, content);
  let complete = false;
  again(signal, 400, async () => {
    if (complete) await new Promise((done) => setTimeout(done, 5000));
    if (signal.aborted) return;
    const answer = await get('/log/stats', {top: 10}, signal);
    complete = answer.complete;
    const counts = answer.counts;
    note.textContent = complete
      ? counts.entries + ' entries from ' + (counts.first_ts || 'never') + ' to ' + (counts.last_ts || 'never')
      : 'Counting: ' + counts.entries + ' entries so far.';
    fill(content, await draw(counts, signal));
  });
}

async function draw(counts, signal) {
  const by = Object.fromEntries(counts.decisions.map(({name, count}) => [name, count]));
  const waits = counts.approvals;
  return [
    el('div', {class: 'tiles'},
      DECISIONS.map((name) => el('div', {}, el('strong', {}, String(by[name] ?? 0)), decision(name))),
      el('div', {}, el('strong', {}, String(waits.granted)), 'approved by people'),
      el('div', {}, el('strong', {}, String(waits.refused)), 'refused by people'),
      el('div', {}, el('strong', {}, String(waits.unanswered)), 'not answered')),
    el('section', {class: 'card'}, el('h2', {}, 'Decisions over time'), bars(counts)),
    el('section', {class: 'card'}, el('h2', {}, 'How long people took'),
      el('p', {}, 'Half of the answers came within ' + duration(waits.wait_ms_p50) + ', nine of ten within '
        + duration(waits.wait_ms_p90) + ', and the slowest after ' + duration(waits.wait_ms_max) + '.')),
    el('section', {class: 'card'}, el('h2', {}, 'How long decisions take'), await latency(signal)),
    el('div', {class: 'card'}, top('Rules that decided most', 'Rule', counts.rules, (name) =>
      el('a', {href: '#/search?rule=' + encodeURIComponent(name)}, ...visible(name)))),
    el('div', {class: 'card'}, top('Agents that asked most', 'Agent', counts.agents, agent)),
    el('div', {class: 'card'}, top('Action types', 'Type', counts.action_types, (name) =>
      el('a', {href: '#/search?type=' + encodeURIComponent(name)}, ...visible(name)))),
    el('div', {class: 'card'}, top('Effects', 'Effect', counts.effects, (name) =>
      el('a', {href: '#/search?effect=' + encodeURIComponent(name)}, ...visible(name)))),
  ];
}

function top(caption, head, tally, show) {
  return tally.length === 0 ? el('p', {class: 'soft'}, caption + ': none yet.')
    : table(caption, [head, 'Count'], tally.map(({name, count}) => [show(name), {number: count}]));
}

const WIDTH = 800;
const HEIGHT = 200;
const SHOWN = 60;

/** Stacked bars; the same numbers stand in a table for who cannot see them. */
function bars(counts) {
  const parts = counts.over_time.slice(-SHOWN);
  if (parts.length === 0) return el('p', {class: 'soft'}, 'Nothing has been decided yet.');
  const most = Math.max(...parts.map((part) => DECISIONS.reduce((sum, name) => sum + part[name], 0)));
  const step = Math.min(WIDTH / parts.length, 40);
  const drawing = svg('svg', {viewBox: '0 0 ' + WIDTH + ' ' + (HEIGHT + 34), role: 'img',
    'aria-label': 'Decisions in each ' + counts.by + ', at most ' + most + '; the numbers are in the table below'});
  parts.forEach((part, i) => {
    let bottom = HEIGHT;
    for (const name of DECISIONS) {
      const height = (part[name] / most) * (HEIGHT - 15);
      bottom -= height;
      drawing.append(svg('rect', {class: 'bar-' + name, x: i * step + 1, y: bottom, width: Math.max(1, step - 2), height},
        svg('title', {}, part.from + ': ' + part[name] + ' ' + name)));
    }
  });
  drawing.append(
    svg('line', {class: 'axis', x1: 0, y1: HEIGHT, x2: WIDTH, y2: HEIGHT}),
    svg('text', {x: 0, y: 11}, String(most)),
    svg('text', {x: 0, y: HEIGHT + 15}, parts[0].from),
    svg('text', parts.length * step < WIDTH / 2
      ? {x: 0, y: HEIGHT + 30}
      : {x: parts.length * step, y: HEIGHT + 15, 'text-anchor': 'end'}, parts[parts.length - 1].from));
  return [drawing, el('details', {}, el('summary', {}, 'As a table'),
    table('Decisions in each ' + counts.by, [counts.by, ...DECISIONS], parts.slice().reverse().map((part) =>
      [part.from, ...DECISIONS.map((name) => ({number: part[name]}))])))];
}

/** From the histogram that Prometheus reads: since the gateway started. */
async function latency(signal) {
  const text = await get('/metrics', {}, signal);
  const buckets = [...text.matchAll(/^canopy_decision_seconds_bucket\{le="([^"]+)"\} (\S+)$/gm)]
    .map((match) => [match[1], Number(match[2])]);
  const all = buckets.find(([bound]) => bound === '+Inf')?.[1] ?? 0;
  if (all === 0) return el('p', {class: 'soft'}, 'This gateway has decided nothing since it started.');
  return table('Of ' + all + ' decisions since the gateway started', ['Within', 'Decisions', 'Share'],
    buckets.filter(([bound]) => bound !== '+Inf').map(([bound, count]) =>
      [duration(Number(bound) * 1000), {number: count}, {number: (100 * count / all).toFixed(1) + ' %'}]));
}
