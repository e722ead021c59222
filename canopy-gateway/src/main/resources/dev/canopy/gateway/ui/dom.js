// Makes elements. Text is only ever set as text: what agents wrote is never markup.

/** An element with attributes, of which functions are listeners, and children; strings become text. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  set(made, attributes);
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** The same for drawings. */
export function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  set(made, attributes);
  made.append(...children.flat());
  return made;
}

function set(made, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      made.addEventListener(key, value);
    } else if (value === true) {
      made.setAttribute(key, '');
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(key, value);
    }
  }
}

/** Takes the place of all that was in an element. */
export function fill(parent, ...children) {
  parent.replaceChildren(...children.flat().filter((child) => child !== null));
}

// What cannot be seen, or turns the direction of what is seen, or looks like a plain blank.
const ODD =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]/u;

/** The text with every character that hides itself shown by its number. */
export function visible(text) {
  const nodes = [];
  let plain = '';
  for (const char of String(text)) {
    if (ODD.test(char)) {
      if (plain) nodes.push(plain);
      plain = '';
      const number = 'U+' + char.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
      nodes.push(el('span', {class: 'odd', title: 'a character that cannot be seen'}, number));
    } else {
      plain += char;
    }
  }
  if (plain) nodes.push(plain);
  return nodes;
}

/** A text in which the parts from each [start, end), in characters of UTF-16, are marked. */
export function marked(text, spans) {
  const edges = new Set([0, text.length]);
  for (const [start, end] of spans) {
    edges.add(Math.min(start, text.length));
    edges.add(Math.min(end, text.length));
  }
  const sorted = [...edges].sort((a, b) => a - b);
  const nodes = [];
  for (let i = 0; i + 1 < sorted.length; i++) {
    const part = visible(text.slice(sorted[i], sorted[i + 1]));
    const inside = spans.some(([start, end]) => start <= sorted[i] && sorted[i + 1] <= end);
    nodes.push(...(inside ? [el('mark', {}, ...part)] : part));
  }
  return nodes;
}

/** A table; each cell is a node, a text, or {number: …}. */
export function table(caption, heads, rows) {
  const isNumber = (cell) => cell !== null && typeof cell === 'object' && 'number' in cell;
  const first = rows[0] ?? [];
  return el('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption},
    el('table', {},
      el('caption', {}, caption),
      el('thead', {}, el('tr', {}, heads.map((head, i) =>
        el('th', {scope: 'col', class: isNumber(first[i]) ? 'number' : null}, head)))),
      el('tbody', {}, rows.map((row) => el('tr', {}, row.map((cell) =>
        isNumber(cell)
          ? el('td', {class: 'number'}, String(cell.number))
          : el('td', {}, cell)))))));
}

/** Names and what they are. */
export function facts(pairs) {
  return el('dl', {class: 'facts'}, pairs
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}
